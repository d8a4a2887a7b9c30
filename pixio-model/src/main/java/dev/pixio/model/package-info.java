/**
 * The Pixio method: mask, encoder, decoder and loss (arXiv 2512.15715), each in one class. Normalised images {@code [B,
 * C, H, W]} come in; features, or predictions with their targets, go out. The package does not depend on files, data sets or
 * optimisers.
 */
@NullMarked
package dev.pixio.model;

import org.jspecify.annotations.NullMarked;
