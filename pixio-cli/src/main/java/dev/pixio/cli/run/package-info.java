/**
 * Commands on run folders: {@code checkpoints}, {@code reconstruct}, {@code report}. The path of a run comes in;
 * lists, images and pages go out. A running training is never disturbed.
 */
@NullMarked
package dev.pixio.cli.run;

import org.jspecify.annotations.NullMarked;
