/**
 * The append-only log of an unfinished export, from which it resumes. Batches of features and unreadable images come
 * in; all rows go out in the order in which they were added, to be written in the final format. A log of other weights
 * or settings is refused.
 */
@NullMarked
package dev.pixio.embed.log;

import org.jspecify.annotations.NullMarked;
