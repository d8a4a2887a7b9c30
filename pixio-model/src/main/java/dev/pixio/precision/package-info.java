/**
 * The choice of a precision on a CPU. The shape of a model comes in; the precision in which its blocks are fastest on this
 * machine goes out, measured once and remembered in the user's cache. The package does not load or train models.
 */
@NullMarked
package dev.pixio.precision;

import org.jspecify.annotations.NullMarked;
