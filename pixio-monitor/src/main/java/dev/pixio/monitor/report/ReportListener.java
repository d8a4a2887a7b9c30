package dev.pixio.monitor.report;

import dev.pixio.monitor.report.summary.RunState;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the report of a run when it is complete or stopped. Add it after other listeners, so that the report includes the
 * files that they write at the end. A report that cannot be written is logged as a warning and does not fail the run.
 */
public final class ReportListener implements TrainingListener {

    private static final Logger LOG = LoggerFactory.getLogger(ReportListener.class);

    private @Nullable RunFolder folder;

    @Override
    public void onStart(TrainingRun run) {
        folder = run.folder();
    }

    @Override
    public void onEnd(TrainingResult result) {
        if (folder == null || result.steps() == 0) {
            return;
        }
        try {
            boolean complete = result.ending() != TrainingResult.Ending.STOPPED;
            Report.writeEnded(folder, complete ? RunState.COMPLETE : RunState.STOPPED);
        } catch (IOException | RuntimeException e) {
            LOG.warn("the report {} could not be written: {}", folder.report(), e.getMessage());
        }
    }
}
