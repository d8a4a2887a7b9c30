/**
 * The time of a training step by kind of work. A trace of libtorch's profiler comes in; a table goes out.
 */
@NullMarked
package dev.pixio.bench.profile;

import org.jspecify.annotations.NullMarked;
