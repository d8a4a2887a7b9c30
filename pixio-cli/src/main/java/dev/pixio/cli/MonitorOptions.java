package dev.pixio.cli;

import dev.pixio.monitor.tensorboard.TensorBoardListener;
import dev.pixio.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Who watches a run from outside. */
final class MonitorOptions {

    @Option(
            names = "--no-tensorboard",
            order = 1,
            description = "Write no event files for TensorBoard into the run's folder.")
    private boolean noTensorBoard;

    Monitors open() {
        List<TrainingListener> listeners = new ArrayList<>();
        if (!noTensorBoard) {
            listeners.add(new TensorBoardListener());
        }
        return new Monitors(listeners);
    }
}
