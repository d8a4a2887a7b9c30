/**
 * Reads a run folder, during the training or years later. JSON Lines, images and settings come in, possibly truncated
 * or damaged; columns of numbers go out, thinned to what a curve can show. Reading changes nothing.
 */
@NullMarked
package dev.pixio.monitor.history;

import org.jspecify.annotations.NullMarked;
