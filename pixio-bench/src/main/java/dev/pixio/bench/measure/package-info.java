/**
 * What the benchmarks share: the protocol of {@code bench/compare}, and medians. Rounds of a benchmark come in; lines of JSON, or a
 * figure, go out.
 */
@NullMarked
package dev.pixio.bench.measure;

import org.jspecify.annotations.NullMarked;
