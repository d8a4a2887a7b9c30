/**
 * Does it see already? A classifier of neighbours asks the encoder while it learns; numbers and their curve go into the run's
 * folder. The training is the same, bit by bit, with it and without.
 */
@NullMarked
package dev.pixio.eval.probe;

import org.jspecify.annotations.NullMarked;
