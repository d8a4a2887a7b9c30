package dev.pixio.eval.features;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** Numbers of {@code tools/reference/classify_golden.py}. */
public final class Golden {

    private final Safetensors content;

    private Golden(Safetensors content) {
        this.content = content;
    }

    public static Golden read(String name) {
        try {
            return new Golden(
                    Safetensors.read(Path.of(Objects.requireNonNull(Golden.class.getResource("/golden/" + name))
                            .toURI())));
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public Tensor get(String name) {
        return Objects.requireNonNull(content.tensors().get(name), name);
    }

    public String text(String name) {
        return Objects.requireNonNull(content.metadata().get(name), name);
    }

    /** The features and labels of "train" or "test". */
    public FeatureTable table(String part) {
        int[] labels = Arrays.stream(Tensors.toLongs(get(part + "_labels")))
                .mapToInt(Math::toIntExact)
                .toArray();
        List<String> classes = IntStream.range(0, Integer.parseInt(text("classes")))
                .mapToObj(i -> "class " + i)
                .toList();
        return new FeatureTable(get(part), labels, classes);
    }
}
