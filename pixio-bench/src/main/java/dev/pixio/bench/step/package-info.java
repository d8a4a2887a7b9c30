/**
 * Training steps: {@code pixio bench step} measures them beside a bound, {@code pixio bench profile} says what their time goes
 * to. A recipe comes in; measurements go out.
 */
@NullMarked
package dev.pixio.bench.step;

import org.jspecify.annotations.NullMarked;
