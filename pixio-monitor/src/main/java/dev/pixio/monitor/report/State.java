package dev.pixio.monitor.report;

/** Where a run stands. */
enum State {
    COMPLETE("Complete", "good"),
    STOPPED("Stopped", "warn"),
    RUNNING("Running", "live"),
    BROKEN_OFF("Broken off", "bad"),
    NOT_BEGUN("No step yet", "warn");

    private final String word;
    private final String tone;

    State(String word, String tone) {
        this.word = word;
        this.tone = tone;
    }

    String word() {
        return word;
    }

    String tone() {
        return tone;
    }
}
