/**
 * Detects image formats and reads their headers without decoding. The bytes of a file come in; format, size and EXIF
 * orientation go out, or an exception with the reason why the file is refused. Some readers also change the bytes in place
 * where OpenCV would misinterpret them.
 */
@NullMarked
package dev.pixio.image.format;

import org.jspecify.annotations.NullMarked;
