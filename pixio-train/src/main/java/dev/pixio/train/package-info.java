/**
 * Pre-trains a Pixio. A plan and an image source come in; a run folder with configuration, metrics and checkpoints
 * goes out. {@link dev.pixio.train.Trainer} is the entry, {@code TrainingLoop} reads as the thing it does, and
 * listeners observe.
 */
@NullMarked
package dev.pixio.train;

import org.jspecify.annotations.NullMarked;
