/**
 * Libtorch utilities: what the JavaCPP bindings lack or get wrong. Tensors and settings of the machine come in;
 * results whose native memory has a known owner go out, with errors that name what was wrong. Nothing here knows
 * images, models or runs.
 */
@NullMarked
package dev.pixio.torch;

import org.jspecify.annotations.NullMarked;
