/**
 * Drawing of plots and of sheets of images. Lines, curves and labels in pixels come in, or images with headings; an SVG image without
 * scripts or a PNG goes out, which any viewer shows.
 */
@NullMarked
package dev.pixio.eval.plot;

import org.jspecify.annotations.NullMarked;
