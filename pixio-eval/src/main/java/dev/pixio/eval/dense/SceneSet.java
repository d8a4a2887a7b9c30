package dev.pixio.eval.dense;

/**
 * Which built-in scenes: their size follows from the encoder.
 *
 * @param seed determines the scenes
 * @param count number of scenes, at least 1
 */
public record SceneSet(long seed, int count) {

    public SceneSet {
        if (count < 1) {
            throw new IllegalArgumentException("the number of scenes must be at least 1, not " + count);
        }
    }
}
