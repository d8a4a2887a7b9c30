/**
 * What a run looks like. In comes what {@link dev.pixio.train.TrainingListener} tells or a run's folder holds, out goes
 * what people look at: event files, a live page, a report. Nothing here changes a run.
 */
@NullMarked
package dev.pixio.monitor;

import org.jspecify.annotations.NullMarked;
