package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.StatusLine;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.gain.GainListener;
import dev.pixio.eval.gain.TrainingGain;
import dev.pixio.eval.probe.DenseFigures;
import dev.pixio.eval.probe.Probe;
import dev.pixio.eval.probe.ProbeListener;
import dev.pixio.eval.probe.ProbeScenes;
import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.monitor.NumberText;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.train.Trainer;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The evaluations of a run, if enabled: those by k-NN during it, one line each, and the one at its end. */
final class RunProbes implements AutoCloseable {

    private final Optional<GainListener> gain;
    private final @Nullable LabelledImages images;
    private final @Nullable ProbeListener listener;

    /** @param gain evaluates the encoder at the end */
    RunProbes(Optional<GainListener> gain) {
        this.gain = gain;
        this.images = null;
        this.listener = null;
    }

    /**
     * @param gain evaluates the encoder at the end
     * @param images of the evaluations by k-NN during the run
     * @param scenes of those of segmentation and depth
     * @param task divides the images of those during the run among processes
     */
    RunProbes(
            Optional<GainListener> gain,
            LabelledImages images,
            Optional<ProbeScenes> scenes,
            long everySteps,
            StatusLine status,
            DividedTask task) {
        this.gain = gain;
        this.images = images;
        this.listener = new ProbeListener(images, scenes, everySteps, probe -> print(probe, status), task);
    }

    /** Adds the evaluation at the end. Called before the listeners that show its result. */
    void attachGain(Trainer trainer) {
        gain.ifPresent(trainer::listen);
    }

    /** The result of the evaluation at the end, if there was one. */
    Optional<TrainingGain> gain() {
        return gain.flatMap(GainListener::gain);
    }

    /** Stops an evaluation at the end. Called from any thread. */
    void stop() {
        gain.ifPresent(GainListener::stop);
    }

    /** Adds the evaluations during the run. */
    void attach(Trainer trainer) {
        if (listener != null) {
            trainer.listen(listener);
        }
    }

    private static void print(Probe probe, StatusLine status) {
        ClassificationResult shown = probe.primaryResult();
        status.println(String.format(
                Locale.ROOT,
                "step %d  k-NN accuracy %.1f %% top-1, %.1f %% top-5 (%s, %d held-out images, %s)",
                probe.step(),
                100 * shown.top1().share(),
                100 * shown.top5().share(),
                shown.name(),
                shown.top1().images(),
                NumberText.duration(probe.seconds())));
        probe.dense().ifPresent(dense -> status.println("step " + probe.step() + "  " + figures(dense)));
    }

    private static String figures(DenseFigures dense) {
        return Stream.of(
                        dense.segmentation()
                                .map(found -> String.format(
                                        Locale.ROOT,
                                        "segmentation mIoU %.1f %% (3 regions %.1f %%)",
                                        100 * found.meanIou(),
                                        100 * found.regionIou())),
                        dense.depth().map(found -> String.format(Locale.ROOT, "depth d1 %.1f %%", 100 * found.d1())))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        if (images != null) {
            images.close();
        }
    }
}
