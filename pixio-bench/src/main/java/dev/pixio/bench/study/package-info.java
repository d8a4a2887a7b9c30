/**
 * {@code pixio bench study}: pre-trains and evaluates each point of a study with each seed. A study file comes in; results, tables
 * and plots go out, and a start continues where an earlier one ended.
 */
@NullMarked
package dev.pixio.bench.study;

import org.jspecify.annotations.NullMarked;
