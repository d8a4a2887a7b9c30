/**
 * Training. An objective comes in; a run folder with configuration, metrics and checkpoints goes out.
 * {@link dev.pixio.train.Trainer} is the entry point, and {@code TrainingLoop} is the training loop.
 */
@NullMarked
package dev.pixio.train;

import org.jspecify.annotations.NullMarked;
