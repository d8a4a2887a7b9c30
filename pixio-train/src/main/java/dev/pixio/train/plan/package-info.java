/**
 * All settings of a run as immutable records, validated on creation. Recipes, command lines and {@code
 * config.yaml} come in; one {@link dev.pixio.train.plan.TrainingPlan} goes out, which can be written and read back.
 * Files of earlier versions are migrated here.
 */
@NullMarked
package dev.pixio.train.plan;

import org.jspecify.annotations.NullMarked;
