package dev.pixio.model;

/** Checks of settings, in the words of the one who set them. */
final class Require {

    private Require() {}

    static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be more than 0, not " + value);
        }
    }

    static void headsDivide(String part, int width, int heads) {
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    part + " width " + width + " is not a multiple of its " + heads + " heads");
        }
    }
}
