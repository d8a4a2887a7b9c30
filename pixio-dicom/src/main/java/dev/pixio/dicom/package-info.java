/**
 * Images of DICOM files: the value of {@code --data}, and the source. Folders, files and patterns come in; the frames of the files go out
 * as RGB images of 8 bits. The module reads Part 10 files itself, without a toolkit for DICOM, and leaves JPEG to OpenCV.
 */
@NullMarked
package dev.pixio.dicom;

import org.jspecify.annotations.NullMarked;
