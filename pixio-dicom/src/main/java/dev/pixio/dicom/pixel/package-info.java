/**
 * From the bytes of a frame to pixels: codecs, sample values, rescaling and window, colours. The attributes and bytes of a frame come in;
 * an RGB image goes out. Pixels are displayed as PS3.3 C.7.6.3 and C.11.2 describe.
 */
@NullMarked
package dev.pixio.dicom.pixel;

import org.jspecify.annotations.NullMarked;
