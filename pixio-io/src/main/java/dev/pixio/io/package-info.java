/**
 * File operations that all modules share: replacing a file atomically and durably, appending to a file, locking it, deleting
 * a folder, SHA-256, and messages of Protocol Buffers. Paths and bytes come in. Files on the disk, locks and digests come out.
 */
@NullMarked
package dev.pixio.io;

import org.jspecify.annotations.NullMarked;
