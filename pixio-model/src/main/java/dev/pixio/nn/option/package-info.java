/**
 * Parts of a transformer block that other vision transformers have and a Pixio does not: scaled branches, a gated MLP and rotary
 * positions. A block without them computes what it did before.
 */
@NullMarked
package dev.pixio.nn.option;

import org.jspecify.annotations.NullMarked;
