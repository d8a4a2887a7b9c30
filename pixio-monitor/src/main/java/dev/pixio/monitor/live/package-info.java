/**
 * The live page of a running training. Callbacks of {@link dev.pixio.train.listener.TrainingListener} come in; a page with
 * curves, reconstructions and events goes out to browsers on the loopback address. Slow or hostile browsers never delay the
 * training.
 *
 * <p>The page is written here, in plain JavaScript on the HTTP server of the JDK, because it must work offline,
 * without a build of its own and without a web framework on the class path.
 */
@NullMarked
package dev.pixio.monitor.live;

import org.jspecify.annotations.NullMarked;
