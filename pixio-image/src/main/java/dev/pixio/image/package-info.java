/**
 * Decoded pictures, without any library for learning. Files of all common formats come in, checked before memory is asked
 * for; out go RGB pixels, upright, and the boxes that are cut out of them.
 */
@NullMarked
package dev.pixio.image;

import org.jspecify.annotations.NullMarked;
