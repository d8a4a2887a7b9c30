/**
 * The optimiser step: gradients of a batch over micro-batches, AdamW, freezing, recovery from out of memory. Batches
 * and a model come in; updated parameters go out. Files and listeners are not known here.
 */
@NullMarked
package dev.pixio.train.optim;

import org.jspecify.annotations.NullMarked;
