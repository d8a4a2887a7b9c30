package dev.pixio.cli.training;

import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;

/** Notes when a run is saved; evaluations and reports follow. Place it before all other listeners. */
public final class SavedRun implements TrainingListener {

    private volatile boolean saved;

    @Override
    public void onEnd(TrainingResult result) {
        saved = true;
    }

    /** What happens after a signal, in words. Called from any thread. */
    public String afterSignal() {
        return saved
                ? "the run is saved already; stopping its evaluation"
                : "stopping after this step and saving a checkpoint";
    }
}
