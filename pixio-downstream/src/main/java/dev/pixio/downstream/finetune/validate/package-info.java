/**
 * Validation of a model while it is fine-tuned. The model at a checkpoint and images that it is not trained on come in; measures, the
 * best checkpoint and a reason to end a run early go out.
 */
@NullMarked
package dev.pixio.downstream.finetune.validate;

import org.jspecify.annotations.NullMarked;
