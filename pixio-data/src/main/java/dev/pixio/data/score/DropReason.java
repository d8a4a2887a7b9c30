package dev.pixio.data.score;

/** The rule by which an image is dropped, in the order in which the rules are applied. */
public enum DropReason {
    UNREADABLE("unreadable"),
    SMALL("too small"),
    LOW_ENTROPY("low entropy"),
    EXACT_DUPLICATE("exact duplicate"),
    NEAR_DUPLICATE("near duplicate"),
    LOSS("not drawn by loss");

    private final String title;

    DropReason(String title) {
        this.title = title;
    }

    /** For messages: "low entropy". */
    public String title() {
        return title;
    }
}
