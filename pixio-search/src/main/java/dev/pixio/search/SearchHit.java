package dev.pixio.search;

/**
 * An image that was found.
 *
 * @param image of the index
 * @param similarity cosine between its vector and that of the query, -1 to 1; 0 if one of them has no direction
 */
public record SearchHit(IndexedImage image, double similarity) {}
