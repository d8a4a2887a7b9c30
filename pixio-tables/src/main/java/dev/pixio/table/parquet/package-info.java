/**
 * Parquet without Hadoop: the footer by the structures of the format, and pages of one column of bytes, each by itself. A file comes in. The images of
 * its column go out, by way of temporary files.
 */
@NullMarked
package dev.pixio.table.parquet;

import org.jspecify.annotations.NullMarked;
