package dev.pixio.cli.console;

import dev.pixio.eval.features.FeatureListener;
import java.util.Locale;

/** Prints how many images of a candidate have their features. */
public final class FeatureProgress implements FeatureListener {

    private final StatusLine status;
    private final String operation;
    private String label = "";

    /** @param operation the beginning of each line, with its separator; may be empty */
    public FeatureProgress(StatusLine status, String operation) {
        this.status = status;
        this.operation = operation;
    }

    @Override
    public void onFeatures(String candidate, String images) {
        label = operation + candidate + ": " + images;
    }

    @Override
    public void onBatch(long done, long total) {
        if (done == total) {
            status.clear();
        } else {
            status.update(() -> String.format(Locale.ROOT, "%s  %d/%d", label, done, total));
        }
    }
}
