package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.StatusLine;
import dev.pixio.monitor.NumberText;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.probe.Probe;
import dev.pixio.eval.probe.ProbeListener;
import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.train.Trainer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Probes of a run, if any are wanted: their images, and a line a probe. */
final class RunProbes implements AutoCloseable {

    private final @Nullable LabelledImages images;
    private final @Nullable ProbeListener listener;

    private RunProbes(@Nullable LabelledImages images, @Nullable ProbeListener listener) {
        this.images = images;
        this.listener = listener;
    }

    static RunProbes none() {
        return new RunProbes(null, null);
    }

    static RunProbes of(LabelledImages images, long everySteps, StatusLine status) {
        return new RunProbes(images, new ProbeListener(images, everySteps, probe -> print(probe, status)));
    }

    void watch(Trainer trainer) {
        if (listener != null) {
            trainer.listen(listener);
        }
    }

    private static void print(Probe probe, StatusLine status) {
        ClassificationResult shown = probe.primaryResult();
        status.println(String.format(
                Locale.ROOT,
                "step %d  of %d held-out images %.1f %% are told by their neighbours (%s), %.1f %% in five tries  (%s)",
                probe.step(),
                shown.top1().images(),
                100 * shown.top1().share(),
                shown.name(),
                100 * shown.top5().share(),
                NumberText.duration(probe.seconds())));
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
