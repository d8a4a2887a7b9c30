package dev.pixio.train.plan.interval;

import dev.pixio.model.config.Require;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The duration of a part of a run, in epochs, steps or as a share of the run.
 *
 * @param amount of the unit, at least 0
 * @param unit what the amount counts
 */
public record RunDuration(BigDecimal amount, Unit unit) {

    /** The text of a duration of nothing. */
    public static final String NEVER = "none";

    private static final Pattern FORM = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,15})?)\\s*(epochs?|steps?|)");

    /** What an amount counts. */
    public enum Unit {
        /** Passes over the data. */
        EPOCHS,
        /** Steps of the optimizer. */
        STEPS,
        /** The part of the run, from 0 to 1. */
        SHARE
    }

    /**
     * Parses a duration.
     *
     * @param text {@code none}, {@code 10epochs}, {@code 500steps}, or a share of 0 to 1
     * @throws IllegalArgumentException if the text has another form
     */
    public static RunDuration of(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        Matcher form = FORM.matcher(plain.equals(NEVER) ? "0" : plain);
        Require.that(
                form.matches(),
                "a duration must be such as 10epochs, 500steps, or a share of the run such as 0.1",
                "'" + text + "'");
        BigDecimal amount = new BigDecimal(form.group(1)).stripTrailingZeros();
        Unit unit = switch (form.group(2)) {
            case "epoch", "epochs" -> Unit.EPOCHS;
            case "step", "steps" -> Unit.STEPS;
            default -> Unit.SHARE;
        };
        Require.that(
                unit != Unit.SHARE || amount.compareTo(BigDecimal.ONE) <= 0,
                "a share of the run must be at most 1 (with a unit: 10epochs or 500steps)",
                text);
        Require.that(unit != Unit.STEPS || amount.scale() <= 0, "a number of steps must be an integer", text);
        return new RunDuration(amount, unit);
    }

    /** The duration in steps, rounded. */
    public long steps(long stepsPerEpoch, long totalSteps) {
        return switch (unit) {
            case EPOCHS -> Math.round(amount.doubleValue() * stepsPerEpoch);
            case STEPS -> amount.longValue();
            case SHARE -> Math.round(amount.doubleValue() * totalSteps);
        };
    }

    /** The text form, as {@link #of} reads it. */
    @Override
    public String toString() {
        if (amount.signum() == 0) {
            return NEVER;
        }
        return amount.toPlainString() + (unit == Unit.SHARE ? "" : unit.name().toLowerCase(Locale.ROOT));
    }
}
