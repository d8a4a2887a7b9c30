/**
 * Batches of concurrent requests. Single items come in from many threads; a worker computes them in batches, and results go
 * out as futures. The queue has a limit, beyond which items are refused at once.
 */
@NullMarked
package dev.pixio.serve.batch;

import org.jspecify.annotations.NullMarked;
