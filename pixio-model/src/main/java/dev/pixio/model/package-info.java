/**
 * What Pixio is: the mask, the encoder, the decoder and the loss, each readable on one screen (arXiv 2512.15715). In come
 * normalised pictures {@code [B, C, H, W]}, out go features or predictions with their targets. Nothing here knows of files,
 * data sets or optimizers.
 */
@NullMarked
package dev.pixio.model;

import org.jspecify.annotations.NullMarked;
