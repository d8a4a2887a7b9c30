/**
 * Libtorch utilities: what the JavaCPP bindings lack or get wrong. Tensors and settings of the machine come in;
 * results whose native memory has a documented owner go out. The package does not depend on
 * images, models or runs.
 */
@NullMarked
package dev.pixio.torch;

import org.jspecify.annotations.NullMarked;
