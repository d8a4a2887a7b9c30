/**
 * Indices in folders. Entries and vectors come in; a generation of files that is complete or absent goes out, which readers map into
 * memory. Files are untrusted: what they say about themselves is checked before it is used.
 */
@NullMarked
package dev.pixio.search.folder;

import org.jspecify.annotations.NullMarked;
