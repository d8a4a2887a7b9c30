/**
 * Images of any number of channels, of 8 or 16 bits or floating-point numbers. A file comes in; a {@link
 * dev.pixio.image.raster.Raster} goes out, with the channels and the scale that a model takes, which {@link
 * dev.pixio.image.raster.ImageInput} states. Nothing is rounded on the way.
 */
@NullMarked
package dev.pixio.image.raster;

import org.jspecify.annotations.NullMarked;
