/**
 * What a fine-tuning learns from: images with a class each, or with a true value for each pixel. Sources come in; the inputs, targets and
 * losses of micro-batches go out.
 */
@NullMarked
package dev.pixio.downstream.finetune.data;

import org.jspecify.annotations.NullMarked;
