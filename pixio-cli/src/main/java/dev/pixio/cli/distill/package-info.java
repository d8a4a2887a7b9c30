/**
 * {@code pixio distill}. Options come in; a run goes out, and the encoder of each student.
 */
@NullMarked
package dev.pixio.cli.distill;

import org.jspecify.annotations.NullMarked;
