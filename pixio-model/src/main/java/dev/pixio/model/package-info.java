/**
 * The Pixio method: mask, encoder, decoder and loss (arXiv 2512.15715), each on one page. Normalised images {@code [B,
 * C, H, W]} come in; features, or predictions with their targets, go out. Nothing here knows files, data sets or
 * optimisers.
 */
@NullMarked
package dev.pixio.model;

import org.jspecify.annotations.NullMarked;
