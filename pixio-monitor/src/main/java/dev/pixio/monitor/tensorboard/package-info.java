/**
 * Event files for TensorBoard. Callbacks of {@link dev.pixio.train.listener.TrainingListener} come in; TFRecords with
 * scalars, images and texts go out. Steps that a resumed or rolled-back run repeats replace the earlier ones.
 *
 * <p>Written here because TensorBoard's own writer is part of Python packages. The format is a length and two
 * checksums for each record, and a few messages, which protobuf-java encodes.
 */
@NullMarked
package dev.pixio.monitor.tensorboard;

import org.jspecify.annotations.NullMarked;
