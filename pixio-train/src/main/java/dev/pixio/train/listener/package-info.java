/**
 * What a training reports, and to whom. Steps, events, checkpoints and the result come in; listeners, {@code
 * metrics.jsonl} and {@code events.jsonl} receive them. A listener never changes the training.
 */
@NullMarked
package dev.pixio.train.listener;

import org.jspecify.annotations.NullMarked;
