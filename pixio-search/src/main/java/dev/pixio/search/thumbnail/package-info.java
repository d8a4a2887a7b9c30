/**
 * Shows the images of an index. An image of the index comes in; its file, its pixels or a small JPEG of it go out. Files outside of the
 * folders that were indexed are never read.
 */
@NullMarked
package dev.pixio.search.thumbnail;

import org.jspecify.annotations.NullMarked;
