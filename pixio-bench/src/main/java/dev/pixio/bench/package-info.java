/**
 * Benchmarks: {@code pixio bench step|load|embed|start|...}. A recipe and a machine come in; figures go out beside a
 * bound measured in the same minutes. It is not shipped.
 */
@NullMarked
package dev.pixio.bench;

import org.jspecify.annotations.NullMarked;
