package dev.pixio.train.plan.interval;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pixio.model.config.Require;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The interval between checkpoints, in steps or in time.
 *
 * @param steps at least 1, or 0 for an interval in time
 * @param time positive, or zero for an interval in steps
 */
public record CheckpointInterval(long steps, Duration time) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}) *(|step|steps|s|sec|min|h)");

    public CheckpointInterval {
        Require.that(
                steps >= 0 && !time.isNegative() && (steps == 0) != time.isZero(),
                "checkpoints must be at least 1 step or 1 second apart",
                steps + " steps and " + time.toSeconds() + " s");
    }

    /** An interval in optimizer steps. */
    public static CheckpointInterval steps(long number) {
        Require.that(number >= 1, "steps between checkpoints must be at least 1", number);
        return new CheckpointInterval(number, Duration.ZERO);
    }

    /** An interval in time. */
    public static CheckpointInterval every(Duration time) {
        return new CheckpointInterval(0, time);
    }

    /**
     * Reads {@code 500}, {@code 500steps}, {@code 90s}, {@code 30min} or {@code 2h}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    @JsonCreator
    public static CheckpointInterval parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        Require.that(
                form.matches(), "the checkpoint interval must be such as 500steps, 90s, 30min or 2h", "'" + text + "'");
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "s", "sec" -> every(Duration.ofSeconds(number));
            case "min" -> every(Duration.ofMinutes(number));
            case "h" -> every(Duration.ofHours(number));
            default -> steps(number);
        };
    }

    /** Whether a checkpoint is due after a step. */
    public boolean isDue(long step, Duration sinceLast) {
        return steps > 0 ? step % steps == 0 : sinceLast.compareTo(time) >= 0;
    }

    /** The text form, as {@link #parse} reads it. */
    @JsonValue
    @Override
    public String toString() {
        if (steps > 0) {
            return steps + "steps";
        }
        long seconds = time.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "min" : seconds + "s";
    }
}
