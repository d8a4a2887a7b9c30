package dev.pixio.cli;

import dev.pixio.eval.classify.LabelledPictures;
import dev.pixio.eval.classify.Outcome;
import dev.pixio.eval.probe.Probe;
import dev.pixio.eval.probe.ProbeListener;
import dev.pixio.train.Trainer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Probes of a run, if any are wanted: their pictures, and a line a probe. */
final class Probing implements AutoCloseable {

    private final @Nullable LabelledPictures pictures;
    private final @Nullable ProbeListener listener;

    private Probing(@Nullable LabelledPictures pictures, @Nullable ProbeListener listener) {
        this.pictures = pictures;
        this.listener = listener;
    }

    static Probing none() {
        return new Probing(null, null);
    }

    static Probing of(LabelledPictures pictures, long everySteps, StatusLine status) {
        return new Probing(pictures, new ProbeListener(pictures, everySteps, probe -> print(probe, status)));
    }

    void watch(Trainer trainer) {
        if (listener != null) {
            trainer.listen(listener);
        }
    }

    private static void print(Probe probe, StatusLine status) {
        Outcome shown = probe.shown();
        status.println(String.format(
                Locale.ROOT,
                "step %d  of %d held-out pictures %.1f %% are told by their neighbours (%s), %.1f %% in five tries  (%s)",
                probe.step(),
                shown.top1().pictures(),
                100 * shown.top1().share(),
                shown.name(),
                100 * shown.top5().share(),
                Text.duration(probe.seconds())));
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        if (pictures != null) {
            pictures.close();
        }
    }
}
