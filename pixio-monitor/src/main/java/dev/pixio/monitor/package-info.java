/**
 * Shared by the live page, the report, TensorBoard and MLflow: names of logged metrics, number formats, remaining time,
 * the chart library. Metrics come in; names and formatted numbers go out. Nothing here changes a run.
 *
 * <p>Curves are drawn by uPlot. The script {@code charts.js} around it is written here because uPlot has no legend of
 * buttons, no keyboard control, no marks of events, and no zoom that is shared by all charts of a page.
 */
@NullMarked
package dev.pixio.monitor;

import org.jspecify.annotations.NullMarked;
