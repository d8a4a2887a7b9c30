/**
 * Files that survive a crash: atomic durable files, appended logs, locks, checksums, deletion of folders. Paths and
 * bytes come in; a file that is complete or absent goes out. No other module of the project is used here.
 */
@NullMarked
package dev.pixio.io;

import org.jspecify.annotations.NullMarked;
