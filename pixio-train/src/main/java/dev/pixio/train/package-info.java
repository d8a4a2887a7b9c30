/**
 * How Pixio learns. In come a plan and a source of pictures, out goes a run's folder: its configuration, metrics and
 * checkpoints. Whatever wants to watch a training is a {@link dev.pixio.train.TrainingListener}.
 */
@NullMarked
package dev.pixio.train;

import org.jspecify.annotations.NullMarked;
