/**
 * Fine-tuning of an encoder with a head: what a run of it trains ({@link dev.pixio.downstream.finetune.FineTuning}). A plan, a task model
 * and supervised images come in; the gradients of batches go out. The training loop is that of {@code pixio-train}.
 */
@NullMarked
package dev.pixio.downstream.finetune;

import org.jspecify.annotations.NullMarked;
