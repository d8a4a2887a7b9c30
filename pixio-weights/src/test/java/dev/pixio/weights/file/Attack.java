package dev.pixio.weights.file;

/** A file that is made to do harm. */
public final class Attack {

    private final String name;
    private final byte[] content;
    private final String reason;

    /**
     * One attack.
     *
     * @param name what it tries
     * @param content the whole file
     * @param reason what the refusal has to say
     */
    public Attack(String name, byte[] content, String reason) {
        this.name = name;
        this.content = content;
        this.reason = reason;
    }

    String name() {
        return name;
    }

    byte[] content() {
        return content;
    }

    String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return name;
    }
}
