/**
 * Results of evaluations: accuracy with its interval, tables, {@code evaluation.json}. Predictions and labels come in;
 * tables and JSON go out. Nothing is computed on images here.
 */
@NullMarked
package dev.pixio.eval.report;

import org.jspecify.annotations.NullMarked;
