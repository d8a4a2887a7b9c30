package dev.pixio.train.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pixio.model.config.Require;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often the model is saved: after so many steps, or after so much time.
 *
 * @param steps at least 1, or 0 where time decides
 * @param time more than zero, or zero where steps decide
 */
public record CheckpointInterval(long steps, Duration time) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}) *(|step|steps|s|sec|min|h)");

    public CheckpointInterval {
        Require.that(
                steps >= 0 && !time.isNegative() && (steps == 0) != time.isZero(),
                "checkpoints must be at least 1 step or 1 second apart",
                steps + " steps and " + time.toSeconds() + " s");
    }

    /** After so many steps. */
    public static CheckpointInterval steps(long number) {
        Require.that(number >= 1, "steps between checkpoints must be at least 1", number);
        return new CheckpointInterval(number, Duration.ZERO);
    }

    /** After so much time. */
    public static CheckpointInterval every(Duration time) {
        return new CheckpointInterval(0, time);
    }

    /**
     * Reads {@code 500}, {@code 500steps}, {@code 90s}, {@code 30min} or {@code 2h}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    @JsonCreator
    public static CheckpointInterval parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        Require.that(form.matches(), "checkpoints can be every 500steps, 90s, 30min or 2h", "'" + text + "'");
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "s", "sec" -> every(Duration.ofSeconds(number));
            case "min" -> every(Duration.ofMinutes(number));
            case "h" -> every(Duration.ofHours(number));
            default -> steps(number);
        };
    }

    /** Whether one is due. */
    public boolean isDue(long step, Duration sinceTheLast) {
        return steps > 0 ? step % steps == 0 : sinceTheLast.compareTo(time) >= 0;
    }

    /** As it is typed. */
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
