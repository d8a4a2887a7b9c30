/**
 * Durable files: atomic replacement, appended records, locks, checksums, deletion of folders, Protocol Buffers; and the name of the program. Paths
 * and bytes come in; files that are complete or absent go out. The package depends on no other module of the project.
 */
@NullMarked
package dev.pixio.io;

import org.jspecify.annotations.NullMarked;
