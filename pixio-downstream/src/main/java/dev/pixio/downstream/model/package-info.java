/**
 * Whole models for a task: an encoder with a head. Weights and a description of task, head and input come in; one
 * {@code .safetensors} file goes out, from which predictions, exports and further training start.
 */
@NullMarked
package dev.pixio.downstream.model;

import org.jspecify.annotations.NullMarked;
