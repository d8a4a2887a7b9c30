package dev.pixio.monitor.report.summary;

/** The state of a run. */
public enum RunState {
    /** All planned steps are done. */
    COMPLETE("Complete", "good"),
    /** Stopped on request before its end. */
    STOPPED("Stopped", "warn"),
    /** Metrics were written recently. */
    RUNNING("Running", "live"),
    /** Not complete, not stopped on request, and no recent metrics. */
    INTERRUPTED("Interrupted", "bad"),
    /** No step is recorded, and nothing was written recently. */
    NOT_STARTED("No step yet", "warn");

    private final String label;
    private final String tone;

    RunState(String label, String tone) {
        this.label = label;
        this.tone = tone;
    }

    /** The name shown on the page. */
    public String label() {
        return label;
    }

    /** The CSS class of the badge. */
    public String tone() {
        return tone;
    }
}
