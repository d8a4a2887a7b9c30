/**
 * The method of Pixio: mask, encoder, decoder and loss (arXiv 2512.15715). Normalised images {@code [B, C, H, W]} come in;
 * features, or predictions with their targets, go out. {@link dev.pixio.model.Pixio#forward} is the whole method; nothing
 * here knows of files, data sets or optimizers.
 */
@NullMarked
package dev.pixio.model;

import org.jspecify.annotations.NullMarked;
