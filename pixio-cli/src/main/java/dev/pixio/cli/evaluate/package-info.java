/**
 * {@code pixio evaluate knn}, {@code linear} and {@code dense}. Weights and labelled images come in; a table of results
 * beside the baselines goes out, and {@code evaluation.json}. The defaults are those of the published protocols.
 */
@NullMarked
package dev.pixio.cli.evaluate;

import org.jspecify.annotations.NullMarked;
