/**
 * Features of images from a trained encoder. Weights and images of any size come in; vectors go out, by {@link
 * dev.pixio.embed.ImageEncoder} from any thread. Nothing here trains.
 */
@NullMarked
package dev.pixio.embed;

import org.jspecify.annotations.NullMarked;
