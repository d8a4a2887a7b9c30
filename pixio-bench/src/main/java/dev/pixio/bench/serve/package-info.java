/**
 * Load and hostile requests for a server of {@code pixio serve}. The address of a server and images come in; throughput, latencies,
 * memory, and whether something fell, go out.
 */
@NullMarked
package dev.pixio.bench.serve;

import org.jspecify.annotations.NullMarked;
