/**
 * How a run survives. In comes a snapshot of a model, an optimizer and a place in the stream of pictures, out goes a
 * folder that is whole or not there; and back again, the newest of them that is not damaged.
 */
@NullMarked
package dev.pixio.train.checkpoint;

import org.jspecify.annotations.NullMarked;
