/**
 * Recognises image formats and reads their headers. The first bytes of a file come in; format, size and orientation go
 * out, or the reason why the file is refused. No pixel is decoded here.
 */
@NullMarked
package dev.pixio.image.format;

import org.jspecify.annotations.NullMarked;
