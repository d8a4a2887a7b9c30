/**
 * The optimizer step: gradients of a batch over micro-batches, AdamW, freezing, recovery from running out of memory.
 * Batches and a model come in; updated parameters go out. This package depends on neither files nor listeners.
 */
@NullMarked
package dev.pixio.train.optim;

import org.jspecify.annotations.NullMarked;
