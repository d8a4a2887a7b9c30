package dev.pixio.monitor.live;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the message stream of a run, encoded as {@code step.sequence.streamId}. The step is for people; the
 * sequence number is unique although a step has several messages and may be repeated after a rollback; the stream ID
 * distinguishes processes, because an open page may reconnect to the next process on the same port.
 *
 * @param step number of completed steps
 * @param sequence number of the message, from 1; 0 before the first
 * @param streamId identifies the process
 */
record LivePosition(long step, long sequence, String streamId) {

    private static final Pattern FORMAT = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})\\.([0-9a-f]{1,16})");

    /** Decodes a position that a browser sent; empty if the text is not a position. */
    static Optional<LivePosition> parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        return matcher.matches()
                ? Optional.of(new LivePosition(
                        Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), matcher.group(3)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return step + "." + sequence + "." + streamId;
    }
}
