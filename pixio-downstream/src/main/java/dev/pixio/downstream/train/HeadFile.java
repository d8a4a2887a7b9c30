package dev.pixio.downstream.train;

import dev.pixio.downstream.head.DenseHead;
import dev.pixio.io.OutputFile;
import dev.pixio.torch.Tensors;
import dev.pixio.train.optim.AdamW;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * A head and its optimizer in a file, from which the training continues. The file is complete or absent, also after a crash: see
 * {@link dev.pixio.io.DurableFile}.
 *
 * @param path of the file, {@code .safetensors}
 * @param identity of everything that the training depends on; a file of another one is refused
 * @param interval after which the state is written again; a killed training loses at most this much
 */
public record HeadFile(Path path, String identity, Duration interval) {

    private static final String HEAD = "head.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String STEP = "step";
    private static final String IDENTITY = "identity";

    /** Writes the state after some steps. */
    void write(long step, DenseHead head, AdamW optimizer) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensors.state(head.module())
                    .forEach((name, tensor) ->
                            tensors.put(HEAD + name, tensor.detach().cpu()));
            optimizer.state().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor.cpu()));
            OutputFile.createFolderOf(path);
            Safetensors.write(path, tensors, Map.of(STEP, Long.toString(step), IDENTITY, identity));
        }
    }

    /**
     * Loads the state, if the file exists.
     *
     * @return the number of steps that are done; 0 without a file
     * @throws IOException in one line: the file cannot be read, or is of another training
     */
    long restore(DenseHead head, AdamW optimizer) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Safetensors content = Safetensors.read(path);
            if (!identity.equals(content.metadata().get(IDENTITY))) {
                throw new IOException(path + " is a head of another encoder, data or settings: name another folder");
            }
            Map<String, Tensor> moments = new LinkedHashMap<>();
            Map<String, Tensor> weights = new LinkedHashMap<>();
            content.tensors().forEach((name, tensor) -> {
                if (name.startsWith(OPTIMIZER)) {
                    moments.put(name.substring(OPTIMIZER.length()), tensor);
                } else {
                    weights.put(name.substring(HEAD.length()), tensor);
                }
            });
            for (Map.Entry<String, Tensor> each : Tensors.state(head.module()).entrySet()) {
                Tensor saved = weights.get(each.getKey());
                if (saved == null || !Arrays.equals(Tensors.shape(saved), Tensors.shape(each.getValue()))) {
                    throw new IOException(path + " does not have the weights of this head: name another folder");
                }
                each.getValue().copy_(saved);
            }
            optimizer.load(moments);
            return Long.parseLong(content.metadata().getOrDefault(STEP, "0"));
        } catch (IllegalArgumentException e) {
            throw new IOException(path + " is damaged: " + e.getMessage(), e);
        }
    }
}
