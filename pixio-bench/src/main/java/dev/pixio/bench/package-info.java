/**
 * Benchmarks: {@code pixio bench step|load|embed|start|...}. A recipe comes in; measurements go out, beside a bound
 * that is measured in alternation. The module is not published.
 */
@NullMarked
package dev.pixio.bench;

import org.jspecify.annotations.NullMarked;
