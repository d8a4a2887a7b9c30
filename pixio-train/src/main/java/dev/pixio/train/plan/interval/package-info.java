/** Lengths in a run, which a user writes as steps, epochs or minutes: how long the encoder is frozen, how often a checkpoint is saved. */
@NullMarked
package dev.pixio.train.plan.interval;

import org.jspecify.annotations.NullMarked;
