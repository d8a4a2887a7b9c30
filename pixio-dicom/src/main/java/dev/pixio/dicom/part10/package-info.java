/**
 * Reads the structure of DICOM files (PS3.10): elements, sequences, and where frames are. A file comes in; the attributes of its images and
 * the places of its frames go out. Files are untrusted: every length is checked before it is used, and memory is bounded.
 */
@NullMarked
package dev.pixio.dicom.part10;

import org.jspecify.annotations.NullMarked;
