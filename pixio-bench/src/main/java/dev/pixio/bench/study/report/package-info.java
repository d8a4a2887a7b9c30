/**
 * What a study found. Results and baselines come in; a table in Markdown and plots with error bars go out.
 */
@NullMarked
package dev.pixio.bench.study.report;

import org.jspecify.annotations.NullMarked;
