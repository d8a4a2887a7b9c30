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
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What {@code torch.save} writes ({@code .pth}, {@code .pt}, {@code .ckpt}, {@code .bin}), read without Python and without
 * running anything: the pickle in it can name tensors and plain settings, and nothing else.
 *
 * @param place where in the file the tensors were found, such as {@code model} or {@code state_dict}; empty if right at
 *     the top
 * @param tensors by name, in the file's order, on the CPU; they belong to the caller or to the scope around the call
 * @param metadata the settings and counters beside the tensors as text by dotted name, such as {@code args.mask_grid}
 */
public record TorchCheckpoint(String place, Map<String, Tensor> tensors, Map<String, String> metadata) {

    /**
     * Opens a checkpoint. Weights are looked for under {@code model}, {@code state_dict}, {@code model_state_dict},
     * {@code model_state}, {@code teacher}, {@code student}, {@code module}, {@code network}, {@code net}, {@code encoder},
     * {@code backbone}, in this order, and then at the top. A prefix {@code module.} or {@code _orig_mod.} that all names
     * have is taken off. Tensors are the file's own bytes, mapped, as with {@link Safetensors#read}.
     *
     * @throws WeightsException if it is no checkpoint, is damaged, uses a name of Python that is not on the list, or holds
     *     no tensors
     */
    public static TorchCheckpoint read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                CheckpointSource source = source(file, path)) {
            StateDict found = find(source.root(), path);
            Map<StoredTensor.Storage, Span> spans = new HashMap<>();
            for (Map.Entry<String, StoredTensor> entry : found.tensors().entrySet()) {
                StoredTensor stored = entry.getValue();
                if (!spans.containsKey(stored.storage())) {
                    spans.put(stored.storage(), source.locate(stored.storage()));
                }
                stored.check(path + ": tensor '" + entry.getKey() + "'", spans.get(stored.storage()));
            }
            return new TorchCheckpoint(
                    found.place(), map(path, file.size(), found.tensors(), spans), PlainValues.of(source.root()));
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
