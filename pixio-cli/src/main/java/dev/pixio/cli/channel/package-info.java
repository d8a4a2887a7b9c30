/**
 * Options of channels: how many images have, how their samples are scaled and normalised, and which of them pictures show. Options come in; an
 * {@link dev.pixio.image.raster.ImageInput} goes out, for the plan of a training. Files of statistics are written by {@code pixio data stats}
 * and read here.
 */
@NullMarked
package dev.pixio.cli.channel;

import org.jspecify.annotations.NullMarked;
