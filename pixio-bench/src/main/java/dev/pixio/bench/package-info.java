/**
 * How fast is it? In come a recipe and a machine, out go figures that stand beside a bound measured in the same minutes.
 * Shipped to nobody: it is on the class path of a checkout alone.
 */
@NullMarked
package dev.pixio.bench;

import org.jspecify.annotations.NullMarked;
