/**
 * The append-only log behind an export, from which it resumes. Batches of features come in and are durable before they
 * count; a file writer reads them back in order. A log of other weights or settings is refused.
 */
@NullMarked
package dev.pixio.embed.log;

import org.jspecify.annotations.NullMarked;
