/**
 * Logs a run to an MLflow tracking server. Callbacks of {@link dev.pixio.train.listener.TrainingListener} come in;
 * parameters, metrics, tags and artifacts of one MLflow run go out, sent in the background. A slow or unavailable server
 * neither delays nor fails the training.
 */
@NullMarked
package dev.pixio.monitor.mlflow;

import org.jspecify.annotations.NullMarked;
