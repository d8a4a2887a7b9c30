package dev.pixio.downstream;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Numbers of {@code tools/reference/downstream_golden.py}. */
public record ReferenceFile(Safetensors content) {

    public static ReferenceFile read(String name) {
        try {
            return new ReferenceFile(Safetensors.read(
                    Path.of(Objects.requireNonNull(ReferenceFile.class.getResource("/golden/" + name + ".safetensors"))
                            .toURI())));
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public Tensor get(String name) {
        return Objects.requireNonNull(content.tensors().get(name), name);
    }

    public long number(String name) {
        return Long.parseLong(Objects.requireNonNull(content.metadata().get(name), name));
    }

    /** The maps that a head gets. */
    public List<Tensor> maps() {
        return IntStream.range(0, 4).mapToObj(i -> get("maps." + i)).toList();
    }

    /** The tensors with a prefix, by their names without it. */
    public Map<String, Tensor> state(String prefix) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        content.tensors().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                state.put(name.substring(prefix.length()), tensor);
            }
        });
        return state;
    }

    /** Copies the weights before the optimiser's step into a head. */
    public void load(Module head) {
        Map<String, Tensor> state = state("before.");
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensors.state(head)
                    .forEach((name, tensor) -> tensor.copy_(Objects.requireNonNull(state.remove(name), name)));
        }
        if (!state.isEmpty()) {
            throw new IllegalStateException("the head has no " + state.keySet());
        }
    }
}
