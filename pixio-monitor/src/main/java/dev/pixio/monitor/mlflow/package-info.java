/**
 * A run for an MLflow tracking server. In comes what {@link dev.pixio.train.TrainingListener} tells, out go parameters,
 * metrics, tags and files of one MLflow run, which a resumed run goes on with. All of it is sent in the background: a server
 * that is slow or away holds no training up and fails none.
 */
@NullMarked
package dev.pixio.monitor.mlflow;

import org.jspecify.annotations.NullMarked;
