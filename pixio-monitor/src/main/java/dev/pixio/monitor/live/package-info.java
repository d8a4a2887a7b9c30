/**
 * The live page of a running training. Reports of {@link dev.pixio.train.listener.TrainingListener} come in; a page
 * with curves, images and events goes out to browsers on the loopback address. A slow or hostile browser never delays
 * the training.
 */
@NullMarked
package dev.pixio.monitor.live;

import org.jspecify.annotations.NullMarked;
