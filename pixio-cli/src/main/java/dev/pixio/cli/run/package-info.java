/**
 * Commands on run folders: {@code checkpoints}, {@code reconstruct}, {@code report}. The path of a run comes in;
 * lists, images and reports go out. Only {@code checkpoints prune} changes a run, and not while it is training.
 */
@NullMarked
package dev.pixio.cli.run;

import org.jspecify.annotations.NullMarked;
