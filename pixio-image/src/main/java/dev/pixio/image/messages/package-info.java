/**
 * Collects what the native libraries of image formats write about a file while they decode it. A call of a decoder comes in;
 * the lines that libpng, libjpeg, libtiff and OpenCV wrote meanwhile on the same thread go out, instead of to the terminal.
 */
@NullMarked
package dev.pixio.image.messages;

import org.jspecify.annotations.NullMarked;
