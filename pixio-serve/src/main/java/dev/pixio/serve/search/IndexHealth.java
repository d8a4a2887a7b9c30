package dev.pixio.serve.search;

import dev.pixio.http.HttpReply;
import dev.pixio.search.IndexException;
import dev.pixio.serve.request.Endpoint;
import dev.pixio.serve.request.JsonReply;
import dev.pixio.serve.request.RequestException;
import java.io.IOException;

/**
 * Whether queries of this server can be computed: not of an index that another one of other weights or settings has replaced. Requests
 * notice it, so that the index is not asked for the health of the server before. Thread-safe.
 */
final class IndexHealth {

    /** A request to the index. */
    interface IndexAccess {
        /** Reads something, and throws what the index throws. */
        Object read() throws IOException;
    }

    private final IndexAccess index;
    private volatile boolean replaced;

    /** @param index is asked whether it is still replaced */
    IndexHealth(IndexAccess index) {
        this.index = index;
    }

    /** An endpoint with a status of its own for an index that was replaced. */
    Endpoint reporting(Endpoint endpoint) {
        return new Endpoint(endpoint.method(), endpoint.path(), endpoint.access(), request -> {
            try {
                return endpoint.handler().handle(request);
            } catch (IndexException e) {
                if (e.isReplaced()) {
                    replaced = true;
                    throw new RequestException(
                            503, "the index was made anew with other weights or settings: start the server again");
                }
                throw e;
            }
        });
    }

    /**
     * That the server is healthy.
     *
     * @throws IndexException that is the reason why it is not, for {@link #reporting}
     */
    HttpReply reply() throws IOException {
        if (replaced) {
            index.read();
            replaced = false;
        }
        return JsonReply.of(JsonReply.object().put("status", "ok"));
    }
}
