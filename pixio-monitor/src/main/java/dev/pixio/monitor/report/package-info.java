/**
 * The report: one self-contained HTML file about one or several runs. Run folders in any state come in; a page goes out
 * that loads nothing from a network. Text from files is always escaped.
 */
@NullMarked
package dev.pixio.monitor.report;

import org.jspecify.annotations.NullMarked;
