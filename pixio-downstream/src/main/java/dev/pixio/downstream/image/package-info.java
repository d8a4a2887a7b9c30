/**
 * Images of predictions. Samples with true and predicted values come in; a PNG goes out, one row per sample.
 */
@NullMarked
package dev.pixio.downstream.image;

import org.jspecify.annotations.NullMarked;
