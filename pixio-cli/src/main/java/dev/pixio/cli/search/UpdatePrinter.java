package dev.pixio.cli.search;

import dev.pixio.cli.console.BatchProgress;
import dev.pixio.data.SkippedImage;
import dev.pixio.io.OneLine;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.update.UpdateListener;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints the progress of an update: what is to be done, and a status line on a terminal. */
final class UpdatePrinter implements UpdateListener {

    private final BatchProgress progress;
    private final PrintWriter out;

    /** @param out receives a line for each source */
    UpdatePrinter(BatchProgress progress, PrintWriter out) {
        this.progress = progress;
        this.out = out;
    }

    @Override
    public void onPlan(IndexRoot root, long compute, long images) {
        out.println(String.format(
                Locale.ROOT,
                "%s: %,d image%s, %s",
                OneLine.of(root.data()),
                images,
                images == 1 ? "" : "s",
                compute == 0 ? "none to compute" : String.format(Locale.ROOT, "%,d to compute", compute)));
        out.flush();
    }

    @Override
    public void onComputed() {
        progress.addComputed();
    }

    @Override
    public void onSkipped(IndexRoot root, SkippedImage image) {
        progress.addSkipped(); // it has been logged
    }

    @Override
    public void onBatch(long done, long total) {
        progress.update(done, total);
    }

    @Override
    public void onWriting() {
        progress.clear();
    }

    @Override
    public boolean isStopRequested() {
        return progress.isStopRequested();
    }
}
