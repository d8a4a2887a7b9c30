/**
 * What is predicted for each pixel: classes or depths. Scores of a head and the true values come in; the loss, predictions
 * and the measures of the published protocols go out.
 */
@NullMarked
package dev.pixio.downstream.task;

import org.jspecify.annotations.NullMarked;
