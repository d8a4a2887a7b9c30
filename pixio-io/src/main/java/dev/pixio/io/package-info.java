/**
 * Durable files: atomic replacement, appended records, locks, checksums, deletion of folders; and the parts of
 * commands that are printed. Paths and bytes come in; files that are complete or absent go out. The package depends on no other module of
 * the project.
 */
@NullMarked
package dev.pixio.io;

import org.jspecify.annotations.NullMarked;
