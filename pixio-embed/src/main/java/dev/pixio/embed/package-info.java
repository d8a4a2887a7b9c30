/**
 * Features of images from a trained encoder. Weights and images of any size come in; features go out, one array per
 * image. {@link dev.pixio.embed.ImageEncoder} is the thread-safe entry point.
 */
@NullMarked
package dev.pixio.embed;

import org.jspecify.annotations.NullMarked;
