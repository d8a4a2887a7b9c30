package dev.pixio.monitor.live;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in what was told of a run, written {@code step.sequence.telling}: the step for people, the sequence because
 * more than one thing is told of a step and a step that was gone back over is told twice, the telling because a page may
 * outlive the process and meet the next one on the same port.
 *
 * @param step after which it was told
 * @param sequence number of what was told, from 1; 0 before anything
 * @param telling names the process that tells
 */
record LivePosition(long step, long sequence, String telling) {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})\\.([0-9a-f]{1,16})");

    /** What a browser gives back; nothing if no one here wrote it. */
    static Optional<LivePosition> parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        return written.matches()
                ? Optional.of(new LivePosition(
                        Long.parseLong(written.group(1)), Long.parseLong(written.group(2)), written.group(3)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return step + "." + sequence + "." + telling;
    }
}
