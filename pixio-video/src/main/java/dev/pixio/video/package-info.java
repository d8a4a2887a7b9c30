/**
 * Frames of videos as images, by FFmpeg. Video files and a choice of their frames come in: every N-th, so many a second, or those at given times. A
 * source of images goes out, which seeks to a frame and decodes from the key frame before it.
 */
@NullMarked
package dev.pixio.video;

import org.jspecify.annotations.NullMarked;
