package dev.pixio.embed.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PatchColoursTest {

    private static final int WIDTH = 12;

    private static Safetensors golden;

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        golden = Safetensors.read(
                Path.of(Objects.requireNonNull(PatchColoursTest.class.getResource("/golden/components.safetensors"))
                        .toURI()));
    }

    private static Tensor get(String name) {
        return Objects.requireNonNull(golden.tensors().get(name), name);
    }

    private static ViewedImage image(String name, int rows, int columns) {
        float[] tokens = Tensors.toFloats(get(name));
        return new ViewedImage(
                name, new byte[3], 1, 1, tokens, WIDTH, rows, columns, new float[1 + rows * columns], 1, 1);
    }

    private static List<ViewedImage> images() {
        return List.of(image("tokens.0", 7, 5), image("tokens.1", 4, 9));
    }

    private static float[] tokens() {
        float[] first = Tensors.toFloats(get("tokens.0"));
        float[] second = Tensors.toFloats(get("tokens.1"));
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void componentsEqualTheSingularVectorsOfNumPy() {
        PrincipalComponents found = PrincipalComponents.of(tokens(), WIDTH, 3);
        double[] directions = Tensors.toDoubles(get("directions"));
        double[] mean = Tensors.toDoubles(get("mean"));
        double[] variances = Tensors.toDoubles(get("variances"));

        assertThat(found.mean()).containsExactly(mean, within(1e-9));
        assertThat(found.variances()).containsExactly(variances, within(1e-9));
        for (int i = 0; i < 3; i++) {
            assertThat(found.directions()[i])
                    .containsExactly(Arrays.copyOfRange(directions, i * WIDTH, (i + 1) * WIDTH), within(1e-9));
        }
    }

    @Test
    void theForegroundIsTheSideThatIsLessAtTheEdges() {
        PatchColours colours = PatchColours.of(images());
        long[] truth = Tensors.toLongs(get("foreground"));

        for (int patch = 0; patch < truth.length; patch++) {
            boolean found = patch < 35
                    ? colours.inForeground().get(0)[patch]
                    : colours.inForeground().get(1)[patch - 35];
            assertThat(found).as("patch %d", patch).isEqualTo(truth[patch] == 1);
        }
    }

    @Test
    void coloursOfTheForegroundAreItsOwnComponents() {
        PatchColours colours = PatchColours.of(images());
        double[] mean = Tensors.toDoubles(get("front_mean"));
        double[] directions = Tensors.toDoubles(get("front_directions"));
        long[] truth = Tensors.toLongs(get("foreground"));
        float[] tokens = tokens();
        double[][] places = new double[3][truth.length];
        for (int component = 0; component < 3; component++) {
            for (int patch = 0; patch < truth.length; patch++) {
                for (int i = 0; i < WIDTH; i++) {
                    places[component][patch] +=
                            (tokens[patch * WIDTH + i] - mean[i]) * directions[component * WIDTH + i];
                }
            }
            double least = extreme(places[component], truth, -1);
            double most = extreme(places[component], truth, 1);
            for (int patch = 0; patch < 35; patch++) {
                if (truth[patch] == 1) {
                    int found = colours.foreground().get(0)[3 * patch + component] & 0xFF;
                    double expected = 255 * (places[component][patch] - least) / (most - least);
                    assertThat((double) found).isCloseTo(expected, within(0.501));
                }
            }
        }
    }

    private static double extreme(double[] places, long[] truth, int sign) {
        double extreme = Double.NEGATIVE_INFINITY;
        for (int patch = 0; patch < places.length; patch++) {
            if (truth[patch] == 1) {
                extreme = Math.max(extreme, sign * places[patch]);
            }
        }
        return sign * extreme;
    }

    @Test
    void theSignOfTheTokensDoesNotChangeTheForeground() {
        List<ViewedImage> images = images();
        float[] mirrored = images.get(0).patchTokens().clone();
        for (int i = 0; i < mirrored.length; i++) {
            mirrored[i] = -mirrored[i];
        }
        ViewedImage image = images.get(0);
        ViewedImage other = new ViewedImage("mirrored", new byte[3], 1, 1, mirrored, WIDTH, 7, 5, new float[36], 1, 1);

        assertThat(PatchColours.of(List.of(other)).inForeground().get(0))
                .isEqualTo(PatchColours.of(List.of(image)).inForeground().get(0));
    }

    @Test
    void equalPatchesHaveEqualColours() {
        ViewedImage image =
                new ViewedImage("equal", new byte[3], 1, 1, new float[4 * WIDTH], WIDTH, 2, 2, new float[5], 1, 1);
        PatchColours colours = PatchColours.of(List.of(image));

        assertThat(colours.all().get(0)).containsOnly(colours.all().get(0)[0]);
    }

    @Test
    void oneVectorHasNoComponents() {
        assertThatThrownBy(() -> PrincipalComponents.of(new float[WIDTH], WIDTH, 3))
                .hasMessage("there are no 3 components of 1 vectors of 12 numbers");
    }
}
