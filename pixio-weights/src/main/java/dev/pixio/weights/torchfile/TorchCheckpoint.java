package dev.pixio.weights.torchfile;

import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.MappedFile;
import dev.pixio.weights.tensor.MappedFile.Span;
import dev.pixio.weights.tensor.StoredTensor;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A file of {@code torch.save} ({@code .pth}, {@code .pt}, {@code .ckpt}, {@code .bin}), read without Python and without
 * executing code: the only names that the pickle may use are those of tensors and plain settings.
 *
 * @param location of the tensors in the saved object, such as {@code model} or {@code state_dict}; empty for the top
 * @param tensors by name, in the order of the file, on the CPU; closed by the caller or by the scope around the call
 * @param metadata settings and counters beside the tensors, as text by dotted name, such as {@code args.mask_grid}
 * @param notes what is left out, a line each for the user
 */
public record TorchCheckpoint(
        String location, Map<String, Tensor> tensors, Map<String, String> metadata, List<String> notes) {

    /**
     * Opens a checkpoint. Weights are searched under {@code model}, {@code state_dict}, {@code model_state_dict}, {@code
     * model_state}, {@code teacher}, {@code student}, {@code module}, {@code network}, {@code net}, {@code encoder}, {@code
     * backbone}, in this order, and then at the top. A prefix {@code module.} or {@code _orig_mod.} that all names have is
     * removed. A moving average beside the weights is left out, with a note. Tensors are memory-mapped as in {@link Safetensors#read}.
     *
     * @throws WeightsException if it is not a checkpoint, is damaged, uses a Python name that is not allowed, contains no
     *     tensors, or contains several models with different weights
     */
    public static TorchCheckpoint read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                CheckpointSource source = source(file, path)) {
            StateDict found = find(source.root(), path);
            long size = file.size();
            List<String> notes = ModelCopies.notes(path, found, stored -> open(source, path, size, stored));
            return new TorchCheckpoint(
                    found.location(), open(source, path, size, found.tensors()), PlainValues.of(source.root()), notes);
        } catch (NoSuchFileException e) {
            throw new WeightsException("there is no file " + path);
        }
    }

    private static CheckpointSource source(FileChannel file, Path path) throws IOException {
        if (TorchArchive.startsLike(file)) {
            return TorchArchive.open(file, path);
        }
        if (LegacyCheckpoint.startsLike(file)) {
            return LegacyCheckpoint.open(file, path);
        }
        throw new WeightsException(path + " was not written by torch.save");
    }

    private static StateDict find(Object root, Path path) throws WeightsException {
        try {
            return StateDict.find(root);
        } catch (WeightsException e) {
            throw new WeightsException(path + " " + e.getMessage());
        }
    }

    private static Map<String, Tensor> open(
            CheckpointSource source, Path path, long size, Map<String, StoredTensor> tensors) throws IOException {
        Map<StoredTensor.Storage, Span> spans = new HashMap<>();
        for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
            StoredTensor stored = entry.getValue();
            if (!spans.containsKey(stored.storage())) {
                spans.put(stored.storage(), source.locate(stored.storage()));
            }
            stored.check(path + ": tensor '" + entry.getKey() + "'", spans.get(stored.storage()));
        }
        return map(path, size, tensors, spans);
    }

    private static Map<String, Tensor> map(
            Path path, long size, Map<String, StoredTensor> stored, Map<StoredTensor.Storage, Span> spans)
            throws WeightsException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (MappedFile mapped = MappedFile.of(path, size)) {
            for (Map.Entry<String, StoredTensor> entry : stored.entrySet()) {
                StoredTensor tensor = entry.getValue();
                Span span = new Span(
                        spans.getOrDefault(tensor.storage(), new Span(0, 0)).begin(),
                        tensor.storage().bytes()
                                / tensor.dtype().bytes()
                                * tensor.dtype().bytes());
                tensors.put(
                        entry.getKey(),
                        mapped.tensor(tensor.dtype(), span, tensor.shape(), tensor.strides(), tensor.offset()));
            }
            return tensors;
        } catch (WeightsException e) {
            tensors.values().forEach(Tensor::close);
            throw e;
        }
    }
}
