/**
 * Writes HTML for the report. Text, numbers, images and JSON come in; escaped markup goes out. Nothing here
 * depends on runs.
 */
@NullMarked
package dev.pixio.monitor.report.html;

import org.jspecify.annotations.NullMarked;
