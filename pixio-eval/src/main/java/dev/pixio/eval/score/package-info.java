/**
 * Scores of the images of a source, to select those of a training. Images and optionally a model come in; a file with a line for each image
 * goes out, which an interrupted run continues, and sheets of images: those that rules drop, and views for training.
 */
@NullMarked
package dev.pixio.eval.score;

import org.jspecify.annotations.NullMarked;
