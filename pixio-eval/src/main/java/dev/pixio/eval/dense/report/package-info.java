/**
 * Results of dense probes: segmentation and depth accuracy with intervals, as a table and as JSON. Measures of test scenes
 * come in; text goes out. Nothing is computed on images here.
 */
@NullMarked
package dev.pixio.eval.dense.report;

import org.jspecify.annotations.NullMarked;
