/**
 * Reads mutated files of weights, runs and features. A seed and a number of mutations come in; the files that were neither read
 * nor refused in one line go out.
 */
@NullMarked
package dev.pixio.bench.fuzz;

import org.jspecify.annotations.NullMarked;
