package dev.pixio.train;

/** Checks of a plan, in the words of the one who made it. */
final class Check {

    private Check() {}

    static void that(boolean holds, String rule, Object was) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", not " + was);
        }
    }
}
