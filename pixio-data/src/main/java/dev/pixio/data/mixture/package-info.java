/**
 * Several sources as one. Sources come in, with or without weights; a source of all their images goes out. Without weights each
 * image is drawn once in an epoch; with them each source has its share of the samples.
 */
@NullMarked
package dev.pixio.data.mixture;

import org.jspecify.annotations.NullMarked;
