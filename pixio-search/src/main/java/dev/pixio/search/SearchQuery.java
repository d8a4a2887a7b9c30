package dev.pixio.search;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is searched for. Start from {@link #of} and change single settings with the {@code with...} methods.
 *
 * @param vector features of the query, of any length but 0; {@link QueryEncoder} computes it
 * @param kind which vectors of the images it is compared with
 * @param top number of images wanted, at least 1; fewer are found if the index has fewer
 * @param folder only images in this folder and those below it, relative to their root, with slashes; empty for all
 * @param method how the nearest vectors are found
 * @param without the id of an image that is not wanted: the query itself
 */
@SuppressWarnings("ArrayRecordComponent") // not changed
public record SearchQuery(
        float[] vector, VectorKind kind, int top, Optional<String> folder, Method method, OptionalLong without) {

    /** The number of images that a search finds unless another is wanted. */
    public static final int DEFAULT_TOP = 20;

    /** The largest number of images that a search finds. */
    public static final int MAX_TOP = 10_000;

    /** How the nearest vectors are found. */
    public enum Method {
        /** Exactly in small indices, by the graph of the index in large ones. */
        AUTO,
        /** Exactly: the query is compared with every vector. */
        EXACT
    }

    public SearchQuery {
        if (top < 1 || top > MAX_TOP) {
            throw new IllegalArgumentException("the number of images must be 1 to " + MAX_TOP + ", not " + top);
        }
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("the vector of a query must be finite");
            }
        }
        folder = folder.map(SearchQuery::normalized).filter(name -> !name.isEmpty());
    }

    /** Slashes at both ends are taken off: {@code cats/} is the folder {@code cats}. */
    private static String normalized(String name) {
        String folder = name.replace('\\', '/');
        int start = folder.startsWith("./") ? 2 : 0;
        int end = folder.length();
        while (start < end && folder.charAt(start) == '/') {
            start++;
        }
        while (end > start && folder.charAt(end - 1) == '/') {
            end--;
        }
        return folder.substring(start, end).equals(".") ? "" : folder.substring(start, end);
    }

    /** The {@link #DEFAULT_TOP} most similar images of the whole index. */
    public static SearchQuery of(float[] vector, VectorKind kind) {
        return new SearchQuery(vector, kind, DEFAULT_TOP, Optional.empty(), Method.AUTO, OptionalLong.empty());
    }

    /** With another number of images, 1 to {@link #MAX_TOP}. */
    public SearchQuery withTop(int number) {
        return new SearchQuery(vector, kind, number, folder, method, without);
    }

    /** Only images in a folder and those below it; empty for all. */
    public SearchQuery withFolder(String name) {
        return new SearchQuery(vector, kind, top, Optional.of(name), method, without);
    }

    /** With another way to find the nearest vectors. */
    public SearchQuery withMethod(Method other) {
        return new SearchQuery(vector, kind, top, folder, other, without);
    }

    /** Without an image. */
    public SearchQuery withoutImage(long id) {
        return new SearchQuery(vector, kind, top, folder, method, OptionalLong.of(id));
    }
}
