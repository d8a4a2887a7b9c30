/**
 * {@code pixio data}: checks image files, and writes built-in scenes as image files. A folder comes in; a result for
 * every file, or the files themselves, go out. No model is used.
 */
@NullMarked
package dev.pixio.cli.data;

import org.jspecify.annotations.NullMarked;
