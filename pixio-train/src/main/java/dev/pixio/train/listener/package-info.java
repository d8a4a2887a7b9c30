/**
 * Observation of a run. Steps, events, checkpoints and the result come in; they go to listeners, {@code metrics.jsonl}
 * and {@code events.jsonl}. A listener does not change the training.
 */
@NullMarked
package dev.pixio.train.listener;

import org.jspecify.annotations.NullMarked;
