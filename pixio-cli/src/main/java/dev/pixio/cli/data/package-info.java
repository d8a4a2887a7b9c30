/**
 * {@code pixio data}: checks of image files, and built-in scenes as files. A folder comes in; a result for every file
 * goes out. No training is involved.
 */
@NullMarked
package dev.pixio.cli.data;

import org.jspecify.annotations.NullMarked;
