package dev.pixio.train.plan;

import dev.pixio.model.config.Require;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a run, as it is typed.
 *
 * @param amount of the unit, at least 0
 */
record RunDuration(BigDecimal amount, Unit unit) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,15})?)\\s*(epochs?|steps?|)");

    enum Unit {
        EPOCHS,
        STEPS,
        SHARE
    }

    /**
     * Reads one.
     *
     * @param text {@code none}, {@code 10epochs}, {@code 500steps}, or a share of 0 to 1
     * @throws IllegalArgumentException if it is none of them
     */
    static RunDuration of(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        Matcher form = FORM.matcher(plain.equals(FreezePlan.NEVER) ? "0" : plain);
        Require.that(
                form.matches(), "a part of a run is such as 10epochs, 500steps, or a share as 0.1", "'" + text + "'");
        BigDecimal amount = new BigDecimal(form.group(1)).stripTrailingZeros();
        Unit unit = switch (form.group(2)) {
            case "epoch", "epochs" -> Unit.EPOCHS;
            case "step", "steps" -> Unit.STEPS;
            default -> Unit.SHARE;
        };
        Require.that(
                unit != Unit.SHARE || amount.compareTo(BigDecimal.ONE) <= 0,
                "a share of a run is at most 1 (10epochs and 500steps say what else is meant)",
                text);
        Require.that(unit != Unit.STEPS || amount.scale() <= 0, "steps are whole ones", text);
        return new RunDuration(amount, unit);
    }

    /** The nearest number of steps. */
    long steps(long stepsPerEpoch, long totalSteps) {
        return switch (unit) {
            case EPOCHS -> Math.round(amount.doubleValue() * stepsPerEpoch);
            case STEPS -> amount.longValue();
            case SHARE -> Math.round(amount.doubleValue() * totalSteps);
        };
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        if (amount.signum() == 0) {
            return FreezePlan.NEVER;
        }
        return amount.toPlainString() + (unit == Unit.SHARE ? "" : unit.name().toLowerCase(Locale.ROOT));
    }
}
