/**
 * Files of Arrow's format for exchange between processes, streams and files alike, by its generated classes alone. A file comes in. The images of
 * its column go out: read from their places, or by way of temporary files if they are compressed.
 */
@NullMarked
package dev.pixio.table.arrow;

import org.jspecify.annotations.NullMarked;
