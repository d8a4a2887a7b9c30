/**
 * A page that shows a run while it goes on. In comes what {@link dev.pixio.train.TrainingListener} tells, out goes a page
 * with curves, pictures and events, to browsers of this machine alone. A browser that is slow, gone or hostile holds the
 * run up in nothing and learns nothing that is not on the page.
 */
@NullMarked
package dev.pixio.monitor.live;

import org.jspecify.annotations.NullMarked;
