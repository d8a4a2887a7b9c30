package dev.pixio.downstream.head;

import java.util.List;

/**
 * The widths of a DPT head.
 *
 * @param projections channels of the four levels before they are fused, the shallowest first
 * @param fusion channels of the fusion blocks
 */
public record DptShape(List<Integer> projections, int fusion) {

    /** Number of levels, and of blocks that a head reads. */
    public static final int LEVELS = 4;

    /** The published widths. */
    public static final DptShape PUBLISHED = ofWidth(256);

    /**
     * The published proportions with another width, for less computation.
     *
     * @param fusion channels of the fusion blocks; 256 as published
     */
    public static DptShape ofWidth(int fusion) {
        return new DptShape(List.of(fusion, 2 * fusion, 4 * fusion, 4 * fusion), fusion);
    }

    /** @throws IllegalArgumentException if there are not four levels, or a number is less than one */
    public DptShape {
        projections = List.copyOf(projections);
        if (projections.size() != LEVELS || fusion < 1 || projections.stream().anyMatch(channels -> channels < 1)) {
            throw new IllegalArgumentException("a DPT head has " + LEVELS
                    + " levels and at least one channel each, not " + projections + " and " + fusion);
        }
    }
}
