package dev.pixio.monitor.report.summary;

/** Where a run stands. */
public enum RunState {
    COMPLETE("Complete", "good"),
    STOPPED("Stopped", "warn"),
    RUNNING("Running", "live"),
    BROKEN_OFF("Interrupted", "bad"),
    NOT_BEGUN("No step yet", "warn");

    private final String word;
    private final String tone;

    RunState(String word, String tone) {
        this.word = word;
        this.tone = tone;
    }

    public String word() {
        return word;
    }

    public String tone() {
        return tone;
    }
}
