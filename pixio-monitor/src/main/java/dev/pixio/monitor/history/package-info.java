/**
 * Reads run folders, of running and of finished runs. JSON Lines, images and settings come in, possibly truncated or
 * damaged; columns of numbers and downsampled curves go out. Reading changes nothing.
 */
@NullMarked
package dev.pixio.monitor.history;

import org.jspecify.annotations.NullMarked;
