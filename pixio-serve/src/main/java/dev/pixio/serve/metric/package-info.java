/**
 * What a server measures about itself. Requests and batches come in as numbers; the text format of Prometheus goes out. Nothing
 * of a client is in it but paths of endpoints and statuses.
 */
@NullMarked
package dev.pixio.serve.metric;

import org.jspecify.annotations.NullMarked;
