/**
 * What the views of a run share: live page, report, TensorBoard and MLflow. Metrics come in; their names and formatted
 * numbers go out. Nothing here changes a run.
 */
@NullMarked
package dev.pixio.monitor;

import org.jspecify.annotations.NullMarked;
