/**
 * The settings of a fine-tuning. Recipes, command lines and {@code config.yaml} come in; one {@link
 * dev.pixio.downstream.finetune.plan.FineTuningPlan} goes out.
 */
@NullMarked
package dev.pixio.downstream.finetune.plan;

import org.jspecify.annotations.NullMarked;
