/**
 * Files of predictions for many images. A model with a head and a source of images come in; a table of classes, or masks, depth maps
 * and coloured images, go out.
 */
@NullMarked
package dev.pixio.downstream.output;

import org.jspecify.annotations.NullMarked;
