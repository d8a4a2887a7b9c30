/**
 * {@code pixio data}: checks, scores and selects images, measures their channels, and writes built-in scenes as image files. Images come
 * in; a result for each, or the files themselves, go out.
 */
@NullMarked
package dev.pixio.cli.data;

import org.jspecify.annotations.NullMarked;
