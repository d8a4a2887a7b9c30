package dev.pixio.search.nearest;

import java.util.Comparator;

/**
 * A row that was found.
 *
 * @param row of the matrix, from 0
 * @param similarity product with the query: the cosine, because both have length 1
 */
public record Neighbour(int row, float similarity) {

    /** The most similar first; of equal ones the first row. */
    public static final Comparator<Neighbour> ORDER =
            Comparator.comparingDouble((Neighbour found) -> -found.similarity).thenComparingInt(Neighbour::row);
}
