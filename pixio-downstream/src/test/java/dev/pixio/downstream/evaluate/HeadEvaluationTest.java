package dev.pixio.downstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.downstream.TestImages;
import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.image.PredictionSheet;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.layout.DenseLayouts;
import dev.pixio.downstream.layout.PairSettings;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.train.HeadListener;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.train.plan.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadEvaluationTest {

    private static final PixioConfig SHAPE =
            TrainingPlan.recipe("first").build().model();

    /** Remembers what happened. */
    private static final class Recorded implements HeadProgress {

        private final List<String> batches = new ArrayList<>();

        @Override
        public void onFeatures(String candidate, String images) {}

        @Override
        public void onBatch(long done, long total) {
            batches.add(done + "/" + total);
        }

        @Override
        public HeadListener onTraining(String encoder, long seed) {
            return HeadListener.NONE;
        }

        @Override
        public void onResult(String encoder, SeedResult result) {}

        @Override
        public void onNote(String note) {}
    }

    private static HeadSettings settings(HeadKind head, int epochs, boolean augmented, int seeds) {
        return new HeadSettings(
                head,
                DptShape.ofWidth(16),
                epochs,
                OptionalInt.of(8),
                OptionalDouble.of(2e-3),
                0.01,
                Optional.empty(),
                Optional.empty(),
                augmented ? Optional.of(DenseAugmentation.DEPTH) : Optional.empty(),
                LongStream.range(0, seeds).boxed().toList(),
                16,
                2,
                "cpu",
                "fp32");
    }

    private static SampleFactory scenes(DenseTask task, int train) {
        return crop -> new DenseData(
                task, SceneSamples.of(1, train, crop, task), SceneSamples.of(2, 12, crop, task), List.of());
    }

    private static HeadRow only(HeadSettings settings, SampleFactory samples, KeptPredictions kept, Recorded progress)
            throws IOException, InterruptedException {
        EvaluationReport<HeadRow> report = new HeadEvaluation(settings, samples, Optional.empty())
                .run(List.of(EvaluatedHead.untrained("untrained", SHAPE, 0)), kept, progress);
        return report.rows().get(0);
    }

    @Test
    void aHeadLearnsToSegment() throws Exception {
        SampleFactory samples = scenes(SceneSamples.SEGMENTATION, 48);

        HeadRow one = only(settings(HeadKind.LINEAR, 1, false, 1), samples, KeptPredictions.none(), new Recorded());
        HeadRow many = only(settings(HeadKind.LINEAR, 12, false, 1), samples, KeptPredictions.none(), new Recorded());

        assertThat(many.mean("accuracy"))
                .isGreaterThan(one.mean("accuracy") + 0.1)
                .isGreaterThan(0.6);
        assertThat(many.seeds().get(0).loss().orElseThrow())
                .isLessThan(one.seeds().get(0).loss().orElseThrow());
    }

    @Test
    void cropsNeedNotBeSquare() throws Exception {
        HeadSettings square = settings(HeadKind.DPT, 20, false, 1);
        HeadSettings oblong = new HeadSettings(
                square.head(),
                square.dpt(),
                square.epochs(),
                square.batchSize(),
                square.learningRate(),
                square.weightDecay(),
                Optional.of(new ImageSize(32, 48)),
                Optional.of(new ImageSize(16, 48)),
                Optional.of(DenseAugmentation.DEPTH),
                square.seeds(),
                square.encodingBatch(),
                square.threads(),
                "cpu",
                "fp32");

        SampleFactory samples = scenes(SceneSamples.DEPTH, 16);
        HeadRow row = only(oblong, samples, KeptPredictions.none(), new Recorded());

        assertThat(row.mean("d1"))
                .isGreaterThan(only(withEpochs(oblong, 1), samples, KeptPredictions.none(), new Recorded())
                        .mean("d1"));
    }

    private static HeadSettings withEpochs(HeadSettings like, int epochs) {
        return new HeadSettings(
                like.head(),
                like.dpt(),
                epochs,
                like.batchSize(),
                like.learningRate(),
                like.weightDecay(),
                like.crop(),
                like.stride(),
                like.augmentation(),
                like.seeds(),
                like.encodingBatch(),
                like.threads(),
                like.device(),
                like.precision());
    }

    @Test
    void aDptHeadLearnsDepth() throws Exception {
        SampleFactory samples = scenes(SceneSamples.DEPTH, 16);

        HeadRow one = only(settings(HeadKind.DPT, 1, false, 1), samples, KeptPredictions.none(), new Recorded());
        HeadRow many = only(settings(HeadKind.DPT, 20, false, 1), samples, KeptPredictions.none(), new Recorded());

        assertThat(many.seeds().get(0).loss().orElseThrow())
                .isLessThan(one.seeds().get(0).loss().orElseThrow());
        assertThat(many.mean("d1")).isGreaterThan(one.mean("d1"));
        assertThat(many.blocks()).hasSize(4);
    }

    @Test
    void seedsGiveMeanAndSpreadAndAreRepeatable() throws Exception {
        SampleFactory samples = scenes(SceneSamples.SEGMENTATION, 16);
        Recorded progress = new Recorded();

        HeadRow row = only(settings(HeadKind.LINEAR, 2, false, 3), samples, KeptPredictions.none(), progress);
        HeadRow again = only(settings(HeadKind.LINEAR, 2, false, 3), samples, KeptPredictions.none(), new Recorded());

        assertThat(row.seeds()).hasSize(3);
        assertThat(row.spread("miou")).isPositive();
        assertThat(again.mean("miou")).isEqualTo(row.mean("miou"));
        // Training images are encoded once for all heads.
        assertThat(progress.batches).containsOnlyOnce("16/16");
        assertThat(row.embedded()).isEqualTo(16);
    }

    @Test
    void cachedTokensGiveWhatTokensOfEachStepGive() throws Exception {
        SampleFactory samples = scenes(SceneSamples.DEPTH, 16);
        // Mirrored with probability 0 and never resized: the same images, but read and encoded for each step.
        HeadSettings cached = settings(HeadKind.LINEAR, 2, false, 1);
        HeadSettings loaded = new HeadSettings(
                cached.head(),
                cached.dpt(),
                cached.epochs(),
                cached.batchSize(),
                cached.learningRate(),
                cached.weightDecay(),
                cached.crop(),
                cached.stride(),
                Optional.of(new DenseAugmentation(1, 1, 0)),
                cached.seeds(),
                cached.encodingBatch(),
                cached.threads(),
                cached.device(),
                cached.precision());

        HeadRow first = only(cached, samples, KeptPredictions.none(), new Recorded());
        HeadRow second = only(loaded, samples, KeptPredictions.none(), new Recorded());

        assertThat(second.embedded()).isZero();
        assertThat(second.mean("rmse")).isCloseTo(first.mean("rmse"), within(1e-3));
    }

    @Test
    void imagesOfAnySizeAreTrainedAndDrawn(@TempDir Path root) throws Exception {
        for (int i = 0; i < 10; i++) {
            int shift = i * 5;
            TestImages.image(
                    root.resolve("images/" + i + ".png"), 70 + i, 51, (x, y) -> x + shift > 40 ? 0x2040F0 : 0x209020);
            TestImages.palette(root.resolve("masks/" + i + ".png"), 70 + i, 51, (x, y) -> x + shift > 40 ? 1 : 0);
        }
        PairSettings pairs = PairSettings.of(PairSettings.Wanted.SEGMENTATION);
        KeptPredictions kept = new KeptPredictions(2);

        HeadRow row = only(
                settings(HeadKind.LINEAR, 30, true, 1), crop -> DenseLayouts.open(root, pairs), kept, new Recorded());
        Path sheet = root.resolve("sheet.png");
        PredictionSheet.write(sheet, kept.all());

        assertThat(row.mean("miou")).isGreaterThan(0.7);
        assertThat(kept.all()).hasSize(2);
        assertThat(kept.all().get(0).values())
                .hasSize(51 * kept.all().get(0).pixels().width());
        try (RgbImage image = ImageDecoder.withDefaults().read(sheet)) {
            assertThat(image.width()).isGreaterThan(4 * 160);
        }
    }

    @Test
    void aCropThatThePatchDoesNotDivideIsRefused() {
        HeadSettings settings = settings(HeadKind.LINEAR, 1, false, 1);
        Supplier<HeadSettings> odd = () -> new HeadSettings(
                settings.head(),
                settings.dpt(),
                1,
                settings.batchSize(),
                settings.learningRate(),
                0,
                Optional.of(ImageSize.square(50)),
                settings.stride(),
                settings.augmentation(),
                settings.seeds(),
                16,
                2,
                "cpu",
                "fp32");

        assertThatThrownBy(() -> odd.get().require(SHAPE))
                .hasMessage("the crop of 50 pixels is not a multiple of the patch size 8");
    }
}
