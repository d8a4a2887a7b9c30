/**
 * The live page of a running training. Callbacks of {@link dev.pixio.train.listener.TrainingListener} come in; a page with
 * curves, reconstructions and events goes out to browsers on the loopback address. Slow or hostile browsers never delay the
 * training.
 */
@NullMarked
package dev.pixio.monitor.live;

import org.jspecify.annotations.NullMarked;
