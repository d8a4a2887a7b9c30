/**
 * A run for TensorBoard. In comes what {@link dev.pixio.train.TrainingListener} tells, out go event files: TFRecords of the
 * few messages that TensorBoard's scalars, images and texts need, written with {@link dev.pixio.io.ProtoMessage}. What a resumed
 * or rewound run tells again takes the place of what was told before.
 */
@NullMarked
package dev.pixio.monitor.tensorboard;

import org.jspecify.annotations.NullMarked;
