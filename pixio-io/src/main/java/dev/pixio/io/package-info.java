/**
 * File operations that all modules share: replacing a file atomically and durably, appending to a file, locking it, deleting
 * a folder, and SHA-256. Paths and bytes come in. Files on the disk, locks and digests come out.
 */
@NullMarked
package dev.pixio.io;

import org.jspecify.annotations.NullMarked;
