/**
 * The command {@code pixio finetune}. Options come in; a run of a fine-tuning, its validations and the test of its best model go out.
 */
@NullMarked
package dev.pixio.cli.finetune;

import org.jspecify.annotations.NullMarked;
