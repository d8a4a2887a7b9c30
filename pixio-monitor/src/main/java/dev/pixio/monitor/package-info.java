/**
 * Shared by the live page, the report, TensorBoard and MLflow: names of logged metrics, number formats, remaining time,
 * the chart library. Metrics come in; names and formatted numbers go out. Nothing here changes a run.
 */
@NullMarked
package dev.pixio.monitor;

import org.jspecify.annotations.NullMarked;
