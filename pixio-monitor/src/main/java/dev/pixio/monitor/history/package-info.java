/**
 * A run as its folder tells it, while it is being written or years later. In come lines of JSON, pictures and settings, cut
 * short or damaged where a machine failed; out go columns of numbers, thinned to what a curve can show. Reading changes
 * nothing.
 */
@NullMarked
package dev.pixio.monitor.history;

import org.jspecify.annotations.NullMarked;
