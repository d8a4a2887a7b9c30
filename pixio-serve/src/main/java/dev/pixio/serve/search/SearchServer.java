package dev.pixio.serve.search;

import dev.pixio.image.ImageDecoder;
import dev.pixio.search.open.IndexLocation;
import dev.pixio.serve.model.ImageChecks;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import dev.pixio.serve.request.WebServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Serves the page of similarity search in an index:
 *
 * <pre>{@code
 * try (SearchServer server = SearchServer.start(
 *         IndexLocation.of("index"), Optional.empty(), "auto", ServerAccess.loopback(8080), RequestLimits.defaults())) {
 *   System.out.println("open " + server.url());
 *   Thread.currentThread().join();
 * }
 * }</pre>
 *
 * <p>Images of the index are served by their number; other files are not, also not by links out of the folders that were indexed.
 */
public final class SearchServer implements AutoCloseable {

    private final SearchedCollection collection;
    private final WebServer web;

    private SearchServer(SearchedCollection collection, WebServer web) {
        this.collection = collection;
        this.web = web;
    }

    /**
     * Opens an index, loads the encoder of its vectors, and starts the server.
     *
     * @param index that {@code pixio index} has written; thumbnails are kept beside it
     * @param weights in the place of those that the index names
     * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:1}
     * @throws dev.pixio.search.IndexException in one line: there is no index, it is damaged, or the weights are not its own
     * @throws IOException if the server cannot listen there
     */
    public static SearchServer start(
            IndexLocation index, Optional<Path> weights, String device, ServerAccess access, RequestLimits limits)
            throws IOException {
        ImageDecoder decoder = new ImageDecoder(limits.pixels(), ImageDecoder.DEFAULT_MAX_FILE_BYTES);
        SearchedCollection collection = SearchedCollection.open(index, weights, device, decoder);
        try {
            ImageChecks images = new ImageChecks(limits.pixels(), limits.bodyBytes(), limits.time());
            SearchEndpoints endpoints = new SearchEndpoints(collection, images, limits.bodyBytes(), access.token());
            return new SearchServer(
                    collection, WebServer.start(access, endpoints.all(), limits, (path, status, time) -> {}));
        } catch (IOException | RuntimeException e) {
            collection.close();
            throw e;
        }
    }

    /** The address of the page. */
    public URI url() {
        return web.url();
    }

    /** Number of images of the index. */
    public long images() {
        return collection.index().description().images();
    }

    /** Answers the requests that have come, and closes the index. Closing again has no effect. */
    @Override
    public void close() throws IOException {
        web.close();
        collection.close();
    }
}
