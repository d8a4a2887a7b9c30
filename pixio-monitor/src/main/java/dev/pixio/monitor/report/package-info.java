/**
 * The report: one HTML file about one or several runs, with all data inside. Run folders in any state come in; a page
 * goes out that loads nothing from a network. Text from files is always escaped.
 */
@NullMarked
package dev.pixio.monitor.report;

import org.jspecify.annotations.NullMarked;
