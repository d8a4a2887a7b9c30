/**
 * What the report states about a run: state, length, environment, thinned curves. A {@link
 * dev.pixio.monitor.history.RunHistory} comes in; records for the sections go out. No HTML is written here.
 */
@NullMarked
package dev.pixio.monitor.report.summary;

import org.jspecify.annotations.NullMarked;
