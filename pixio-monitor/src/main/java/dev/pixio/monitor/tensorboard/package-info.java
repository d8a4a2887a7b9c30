/**
 * Event files for TensorBoard. Callbacks of {@link dev.pixio.train.listener.TrainingListener} come in; TFRecords with
 * scalars, images and texts go out. Steps that a resumed or rolled-back run repeats replace the earlier ones.
 */
@NullMarked
package dev.pixio.monitor.tensorboard;

import org.jspecify.annotations.NullMarked;
