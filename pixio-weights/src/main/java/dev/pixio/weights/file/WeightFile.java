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
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Named tensors as a file holds them, under the file's own names, and free text by name.
 *
 * <p>The tensors are the file's own bytes, mapped: opening reads next to nothing, a page takes memory when it is first looked
 * at, and all of it together takes no more than the file. Writing to a tensor changes this process's memory and never the
 * file. While any tensor is alive, the file may be replaced or deleted, but must not be cut short in place: looking at what
 * is gone ends the process.
 *
 * @param path where it is
 * @param tensors by name, in the file's order, on the CPU; they belong to the caller or to the scope around the call
 * @param metadata free text by name; of a checkpoint of torch, the plain settings beside its tensors, such as
 *     {@code args.mask_grid} and {@code epoch}
 */
public record WeightFile(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {

    /**
     * Opens a file of weights, recognised by its content and not by its ending: safetensors, the index of sharded
     * safetensors ({@code model.safetensors.index.json}), or what {@code torch.save} wrote ({@code .pth}, {@code .pt},
     * {@code .ckpt}, {@code .bin}), of which {@link TorchCheckpoint#read} says where weights are looked for. Nothing in a
     * file is ever executed.
     *
     * @throws WeightsException if there is none, it is of no known kind, is damaged, or holds what cannot be read
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
                return new WeightFile(path, checkpoint.tensors(), checkpoint.metadata());
            }
            if (startsLikeIndex(file)) {
                return ShardIndex.read(file, path).open();
            }
            if (!SafetensorsHeader.startsLike(file)) {
                throw new WeightsException(
                        path + " is cut short, or of no known kind: neither safetensors, nor an index of"
                                + " them in JSON, nor what torch.save writes");
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
