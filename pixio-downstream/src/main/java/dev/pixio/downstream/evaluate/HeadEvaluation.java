package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.downstream.train.HeadPlan;
import dev.pixio.downstream.train.HeadTrainer;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.embed.Pooling;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder.FinalNorm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Evaluates frozen encoders by heads that are trained on their feature maps, by the published protocols. Call it outside of any
 * pointer scope.
 *
 * @param settings of training and test
 * @param samples to train and test on
 * @param heads folder in which heads are kept, and from which interrupted trainings continue; empty to keep none
 */
public record HeadEvaluation(HeadSettings settings, SampleFactory samples, Optional<Path> heads) {

    /** With fewer steps a head at the published learning rate is still near its random initial weights. */
    private static final long FEW_STEPS = 1000;

    /** Evaluates the encoders; the report has a row for each, in the given order. */
    public EvaluationReport<HeadRow> run(
            List<EvaluatedHead> encoders, KeptPredictions predictions, HeadProgress progress)
            throws IOException, InterruptedException {
        List<HeadRow> rows = new ArrayList<>();
        DenseData data = null;
        ImageSize size = ImageSize.square(1);
        for (EvaluatedHead encoder : encoders) {
            ImageSize crop = settings.cropFor(encoder.shape().grid());
            if (data == null || !crop.equals(size)) {
                data = samples.open(crop);
                size = crop;
                if (rows.isEmpty()) {
                    data.notes().forEach(progress::onNote);
                }
            }
            KeptPredictions kept = rows.isEmpty() ? predictions : KeptPredictions.none();
            rows.add(row(encoder, rows.size(), data.withInput(encoder.input()), kept, progress));
        }
        if (data == null) {
            throw new IllegalArgumentException("there is nothing to evaluate");
        }
        return new EvaluationReport<>(
                data.task().id(),
                description(data, size),
                data.train().description(),
                data.test().description(),
                data.task() instanceof Segmentation masks ? masks.classes().size() : 0,
                rows,
                notes(data, size));
    }

    private List<String> notes(DenseData data, ImageSize size) {
        List<String> notes = new ArrayList<>(data.notes());
        HeadPlan plan = settings.plan(data, size);
        long steps = plan.steps(data.train().size());
        if (settings.learningRate().isEmpty() && steps < FEW_STEPS) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%d step%s at the published learning rate, which is made for tens of thousands of images: the head is most"
                            + " likely far from converged. A higher rate (--lr %s) or more --epochs train it further.",
                    steps,
                    steps == 1 ? "" : "s",
                    settings.head() == HeadKind.DPT ? "1e-3" : "5e-3"));
        }
        return notes;
    }

    private String description(DenseData data, ImageSize size) {
        HeadPlan plan = settings.plan(data, size);
        SlidingWindow window = settings.window(data, size);
        return String.format(
                Locale.ROOT,
                "%s head on a frozen encoder, AdamW %s, weight decay %s, batch %d, %d epoch%s, crop %s, %s, windows %s pixels apart",
                settings.head().id(),
                plan.learningRate(),
                plan.weightDecay(),
                plan.batchSize(),
                plan.epochs(),
                plan.epochs() == 1 ? "" : "s",
                size.brief(),
                plan.augmentation()
                        .map(random -> random.smallest() == random.largest()
                                ? "random crop and flip"
                                : "random scale, crop and flip")
                        .orElse("no augmentation"),
                window.stride().brief());
    }

    private HeadRow row(
            EvaluatedHead encoder, int number, DenseData data, KeptPredictions predictions, HeadProgress progress)
            throws IOException, InterruptedException {
        ImageSize crop = settings.cropFor(encoder.shape().grid());
        HeadPlan plan = settings.plan(data, crop);
        try (EvaluatedHead.Opened opened = encoder.open(settings, crop);
                HeadTest test = new HeadTest(
                        data.test(), data.task(), opened.features(), settings.window(data, crop), settings.threads());
                HeadTrainer trainer = new HeadTrainer(
                        data.train(),
                        data.task(),
                        opened.features(),
                        plan,
                        settings.encodingBatch(),
                        settings.threads())) {
            SeedRun run = new SeedRun(encoder.name(), data, trainer, test, progress);
            HeadFolder folder = new HeadFolder(heads, number, encoder, opened, settings, data);
            List<SeedResult> results = new ArrayList<>();
            for (long seed : settings.seeds()) {
                results.add(run.result(seed, folder, results.isEmpty() ? predictions : KeptPredictions.none()));
            }
            List<Integer> blocks = opened.features().blocks();
            return new HeadRow(
                    encoder.name(),
                    Optional.of(new FeatureChoice(Pooling.PATCHES, blocks.get(blocks.size() - 1), FinalNorm.AFTER)),
                    blocks,
                    2L * encoder.shape().encoder().width(),
                    results,
                    trainer.encoded(),
                    trainer.encodingSeconds());
        }
    }
}
