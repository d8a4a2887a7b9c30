package dev.pixio.search;

/** Which vector of the images a query is compared with: one of its own kind. */
public enum VectorKind {
    /** The features of the whole image, by the pooling that was chosen when the index was made. */
    IMAGE,
    /** The mean of the patch tokens of the whole image; queries are the mean over the patches of a region. */
    PATCH_MEAN
}
