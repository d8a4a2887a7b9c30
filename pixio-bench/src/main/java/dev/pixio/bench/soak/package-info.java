/**
 * Results of soak tests, which add up over any number of starts of their script. Rounds come in; a file of JSON lines
 * and its totals go out.
 */
@NullMarked
package dev.pixio.bench.soak;

import org.jspecify.annotations.NullMarked;
