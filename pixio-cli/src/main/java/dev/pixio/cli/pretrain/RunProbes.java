package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.StatusLine;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.probe.Probe;
import dev.pixio.eval.probe.ProbeListener;
import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.monitor.NumberText;
import dev.pixio.train.Trainer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The k-NN evaluations during a run, if enabled: their images, listener and output, one line per evaluation. */
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
