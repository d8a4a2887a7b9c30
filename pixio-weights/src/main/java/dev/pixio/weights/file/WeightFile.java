package dev.pixio.weights.file;

import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.safetensors.SafetensorsHeader;
import dev.pixio.weights.tensor.WeightsException;
import dev.pixio.weights.torchfile.LegacyCheckpoint;
import dev.pixio.weights.torchfile.TorchArchive;
import dev.pixio.weights.torchfile.TorchCheckpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The named tensors of a file, under the names in the file, and its metadata.
 *
 * <p>The tensors are memory-mapped: opening reads only headers, a page uses memory when it is first read, and all pages
 * together use no more memory than the size of the file. Writing to a tensor changes the memory of this process, not the file.
 * As long as a tensor exists, the file may be replaced or deleted, but must not be truncated in place: reading a page that no
 * longer exists ends the process (SIGBUS).
 *
 * @param path of the file
 * @param tensors by name, in the order of the file, on the CPU; closed by the caller or by the scope around the call
 * @param metadata texts by name; for a checkpoint of torch, the plain settings beside its tensors, such as
 *     {@code args.mask_grid} and {@code epoch}
 * @param notes what of the file is left out, a line each for the user
 */
public record WeightFile(Path path, Map<String, Tensor> tensors, Map<String, String> metadata, List<String> notes) {

    WeightFile(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {
        this(path, tensors, metadata, List.of());
    }

    /**
     * Opens a file of weights. The format is detected from the content, not from the file extension: safetensors, the index of
     * sharded safetensors ({@code model.safetensors.index.json}), or a file of {@code torch.save} ({@code .pth}, {@code .pt},
     * {@code .ckpt}, {@code .bin}), see {@link TorchCheckpoint#read}. Nothing in a file is executed.
     *
     * @throws WeightsException if there is no file, its format is unknown, it is damaged, or it has unsupported content
     */
    public static WeightFile open(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new WeightsException(
                    Files.isDirectory(path)
                            ? path + " is a folder, not a file of weights"
                            : "there is no file " + path);
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            if (TorchArchive.startsLike(file) || LegacyCheckpoint.startsLike(file)) {
                TorchCheckpoint checkpoint = TorchCheckpoint.read(path);
                return new WeightFile(path, checkpoint.tensors(), checkpoint.metadata(), checkpoint.notes());
            }
            if (startsLikeIndex(file)) {
                return ShardIndex.read(file, path).open();
            }
            if (!SafetensorsHeader.startsLike(file)) {
                Optional<String> foreign = ForeignFile.describe(file);
                if (foreign.isPresent()) {
                    throw new WeightsException(path + " " + foreign.get());
                }
                throw new WeightsException(
                        path + " is truncated or of an unknown format: neither safetensors, nor an index of"
                                + " shards in JSON, nor a file of torch.save");
            }
            Safetensors content = Safetensors.read(path);
            return new WeightFile(path, content.tensors(), content.metadata());
        }
    }

    private static boolean startsLikeIndex(FileChannel file) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(1);
        return file.read(first, 0) == 1 && first.get(0) == '{' && !SafetensorsHeader.startsLike(file);
    }
}
