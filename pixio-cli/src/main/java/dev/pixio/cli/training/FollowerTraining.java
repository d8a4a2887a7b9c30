package dev.pixio.cli.training;

import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.launch.ProcessOptions;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.Trainer;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training of a process that is not the first of its group. It writes nothing, and logs only what happened to itself and the first
 * process does not report.
 */
public final class FollowerTraining {

    private static final Logger LOG = LoggerFactory.getLogger(FollowerTraining.class);

    private FollowerTraining() {}

    /**
     * Trains until the group ends; returns the exit code.
     *
     * @param attach adds further listeners
     */
    public static int run(Trainer follower, Consumer<Trainer> attach, ProcessGroup group)
            throws IOException, InterruptedException {
        Trainer trainer = follower.listen(new TrainingListener() {
            @Override
            public void onEvent(TrainingEvent event) {
                if (event.kind() == TrainingEvent.Kind.OUT_OF_MEMORY) {
                    LOG.warn("process {}, step {}: {}", group.rank(), event.step(), event.message());
                }
            }
        });
        attach.accept(trainer);
        SignalHandler interrupt =
                new SignalHandler(trainer::stop, new PrintWriter(Writer.nullWriter()), "stopping after this step");
        try (interrupt) {
            ProcessOptions.afterLauncher(trainer::stop);
            return exitCode(trainer.run(), interrupt, group);
        }
    }

    /**
     * The exit code of a process. A group that stops because one of its processes received a signal has not succeeded: a cluster that
     * takes 0 for the end of the run would not start that process again.
     */
    public static int exitCode(TrainingResult result, SignalHandler interrupt, ProcessGroup group) {
        if (result.ending() != TrainingResult.Ending.STOPPED) {
            return 0; // a signal after the last step did not stop the run
        }
        return interrupt.exitCode(group.size() > 1 ? SignalHandler.TERMINATED : 0);
    }
}
