package dev.pixio.eval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.embed.Pooling;
import dev.pixio.eval.dense.report.DenseRow;
import dev.pixio.eval.dense.report.DenseTable;
import dev.pixio.eval.features.EncoderExtractor;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.features.FeatureExtractor;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.eval.features.ImageTokens;
import dev.pixio.eval.features.PixelProjection;
import dev.pixio.eval.features.Tiny;
import dev.pixio.eval.report.EvaluationFile;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Pixio;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DenseEvaluationTest {

    private static final FeatureListener NO_LISTENER = new FeatureListener() {};

    @TempDir
    private Path folder;

    @Test
    void savedWeightsGetTheResultsOfTheSameWeightsInMemory() throws Exception {
        Path file = folder.resolve("model.safetensors");
        ModelFile.save(file, new Pixio(Tiny.MODEL, 3), Map.of());
        EvaluationReport<DenseRow> report = run(
                EvaluationCandidate.weights(file, Tiny.SETTINGS),
                EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS),
                EvaluationCandidate.untrained(Tiny.MODEL, 4, Tiny.SETTINGS),
                EvaluationCandidate.pixels(Tiny.MODEL, 0, Tiny.SETTINGS));

        List<DenseRow> rows = report.rows();
        assertThat(rows)
                .extracting(DenseRow::name)
                .containsExactly(file.toString(), "untrained", "untrained", "pixels", "guessing");
        assertThat(rows.get(0).segmentation()).isEqualTo(rows.get(1).segmentation());
        assertThat(rows.get(0).depth()).isEqualTo(rows.get(1).depth());
        assertThat(rows.get(2).depth()).isNotEqualTo(rows.get(1).depth());
        assertThat(rows)
                .extracting(DenseRow::dimension)
                .as("the last two: 8 x 8 x 3 pixels, 4 rows and 4 columns; none")
                .containsExactly(32L, 32L, 32L, 200L, 0L);
        assertThat(report.train()).isEqualTo("24 built-in scenes of 32 x 32 pixels (seed 1)");
        assertThat(report.test()).isEqualTo("12 built-in scenes of 32 x 32 pixels (seed 2)");
    }

    @Test
    void encodersOfAnotherImageSizeGetScenesOfTheirSize() throws Exception {
        EvaluationReport<DenseRow> report = run(
                EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS),
                EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS.withImageSize(48, 40)));

        assertThat(report.rows()).hasSize(3);
        assertThat(report.rows().get(1).segmentation())
                .isNotEqualTo(report.rows().get(0).segmentation());
    }

    @Test
    void patchTokensAreThoseOfTheEncoder() {
        Pixio model = new Pixio(Tiny.MODEL, 3);
        try (EncoderExtractor extractor = new EncoderExtractor("", model.encoder(), Tiny.MODEL.grid(), Tiny.SETTINGS);
                PointerScope scope = new PointerScope()) {
            Tensor pixels = Tensors.zeros(ScalarType.Byte, 2, 3, 32, 32);
            Tensor images = dev.pixio.augment.Normalize.IMAGENET.apply(pixels);
            float[] expected = Tensors.toFloats(
                    model.encoder().features(images, 2, FinalNorm.AFTER).patchTokens());
            ImageTokens tokens = extractor.tokens(pixels);
            float[] found = Tensors.toFloats(tokens.patches());
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
            }
            assertThat(Tensors.toFloats(tokens.vectors())).isEqualTo(Tensors.toFloats(extractor.embed(pixels)));
        }
    }

    @Test
    void pixelsOfAPatchCarryItsPlace() {
        try (FeatureExtractor pixels = new PixelProjection(Framing.crop(32, 48), 16, 8, 0);
                PointerScope scope = new PointerScope()) {
            Tensor patches =
                    pixels.tokens(Tensors.zeros(ScalarType.Byte, 1, 3, 32, 48)).patches();
            assertThat(Tensors.shape(patches)).containsExactly(1, 6, 16 * 16 * 3 + 2 + 3);
            float[] place = Tensors.toFloats(patches.select(1, 4).narrow(1, 768, 5)); // second row, second column
            assertThat(place).containsExactly(0, 1, 0, 1, 0);
        }
    }

    @Test
    void theReportIsATableAndAnObjectOfAFile() throws Exception {
        EvaluationReport<DenseRow> report = run(
                EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS.withNorm(FinalNorm.BEFORE)),
                EvaluationCandidate.pixels(Tiny.MODEL, 0, Tiny.SETTINGS));
        Path file = folder.resolve("evaluation.json");
        new EvaluationFile(file).put(report.beginningWith("pixels"));
        JsonNode dense = JsonMapper.shared().readTree(Files.readString(file)).path("dense");

        assertThat(dense.path("protocol").asString()).isEqualTo("dense");
        JsonNode row = dense.path("rows").path(1);
        DenseRow expected = report.rows().get(0);
        assertThat(row.path("name").asString()).isEqualTo("untrained");
        assertThat(row.path("features").toString())
                .isEqualTo("{\"pooling\":\"" + Pooling.PATCHES + "\",\"block\":2,\"norm\":\"before\"}");
        assertThat(row.path("segmentation").path("miou").asDouble())
                .isEqualTo(expected.segmentation().meanIou().value());
        assertThat(row.path("segmentation").path("miouInterval95").path(1).asDouble())
                .isEqualTo(expected.segmentation().meanIou().high());
        assertThat(row.path("depth").path("d1").asDouble())
                .isEqualTo(expected.depth().d1().value());
        assertThat(DenseTable.of(report).lines())
                .hasSize(4)
                .first()
                .asString()
                .contains("mIoU", "3 regions", "depth d1");
    }

    @Test
    void tokensThatAreNotFiniteAreReportedWithTheScene() {
        assertThatThrownBy(() -> run(Tiny.overflowing()))
                .isInstanceOf(NonFiniteFeaturesException.class)
                .hasMessageStartingWith("the features of scene 0 are not finite");
    }

    @Test
    void scenesThatWouldBeTrainedOnAndTestedAreRefused() {
        assertThatThrownBy(() -> new DenseEvaluation(new SceneSet(1, 9), new SceneSet(1, 9), 8, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of the same seed 1");
        assertThatThrownBy(() -> new DenseEvaluation(new SceneSet(1, 1), new SceneSet(2, 9), 8, 1, 0))
                .hasMessageContaining("at least 2 training scenes");
    }

    @Test
    void nothingStaysAllocated() throws Exception {
        EvaluationCandidate candidate = EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS);
        run(candidate); // allocates what stays allocated
        long before = Pointer.totalCount();
        run(candidate);
        // The garbage collector may free unrelated pointers in the meantime, so the count may be lower.
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    private static EvaluationReport<DenseRow> run(EvaluationCandidate... candidates) throws Exception {
        return new DenseEvaluation(new SceneSet(1, 24), new SceneSet(2, 12), 7, 2, 0)
                .run(List.of(candidates), NO_LISTENER);
    }
}
