package dev.pixio.downstream.data;

import java.nio.file.Path;

/**
 * The files of a sample.
 *
 * @param image in any format that {@link dev.pixio.image.ImageDecoder} reads
 * @param truth a PNG with the true values
 */
public record FilePair(Path image, Path truth) {}
