package dev.pixio.model.config;

/**
 * How an encoder knows the places of patches.
 *
 * @param kind added embeddings, or rotations
 * @param theta base of the frequencies of rotations; 0 for added embeddings
 */
public record PositionEncoding(Kind kind, double theta) {

    /** The kinds of positions. */
    public enum Kind {
        /** Embeddings, learned or fixed, are added to the tokens before the first block. */
        ADDED,
        /** Queries and keys are rotated in each block ({@link dev.pixio.nn.option.Rotation}); nothing is added. */
        ROTARY
    }

    /** Those of a Pixio. */
    public static final PositionEncoding ADDED = new PositionEncoding(Kind.ADDED, 0);

    public PositionEncoding {
        Require.that(
                kind == Kind.ROTARY ? theta > 1 && Double.isFinite(theta) : theta == 0,
                "the theta of "
                        + (kind == Kind.ROTARY ? "rotary positions must be more than 1" : "added positions must be 0"),
                theta);
    }

    /** Rotary positions with the given base of frequencies. */
    public static PositionEncoding rotary(double theta) {
        return new PositionEncoding(Kind.ROTARY, theta);
    }

    /** Whether positions are rotations. */
    public boolean rotates() {
        return kind == Kind.ROTARY;
    }
}
