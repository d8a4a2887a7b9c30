/**
 * Checkpoints of a run. A snapshot of model, optimizer and position in the data comes in; a folder that is complete or
 * absent goes out, and the newest valid one is read back. Checksums are verified on reading.
 */
@NullMarked
package dev.pixio.train.checkpoint;

import org.jspecify.annotations.NullMarked;
