/**
 * Utilities for libtorch: what its Java bindings lack or get wrong. Tensors and settings of the machine come in; results whose
 * native memory has a defined owner go out, and errors whose messages name the cause. Nothing here knows of images, models or
 * runs.
 */
@NullMarked
package dev.pixio.torch;

import org.jspecify.annotations.NullMarked;
