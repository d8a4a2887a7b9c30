package dev.pixio.model.config;

/** Checks of settings: each throws an {@link IllegalArgumentException} that states the rule and the value that breaks it. */
public final class Require {

    private Require() {}

    /**
     * Checks a rule.
     *
     * @param rule what must hold, such as {@code batch size must be at least 1}
     * @param value that was set
     */
    public static void that(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", not " + value);
        }
    }

    static void positive(String name, int value) {
        that(value >= 1, name + " must be at least 1", value);
    }

    static void positive(String name, double value) {
        that(value > 0, name + " must be more than 0", value);
    }

    static void headsDivide(String part, int width, int heads) {
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    part + " width " + width + " is not a multiple of its " + heads + " heads");
        }
    }
}
