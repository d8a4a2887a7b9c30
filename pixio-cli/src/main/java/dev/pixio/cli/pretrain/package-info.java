/**
 * {@code pixio pretrain}. A plan from recipe, file and options comes in; a finished or interrupted run goes out. The
 * live page, TensorBoard, MLflow and online probes are attached here.
 */
@NullMarked
package dev.pixio.cli.pretrain;

import org.jspecify.annotations.NullMarked;
