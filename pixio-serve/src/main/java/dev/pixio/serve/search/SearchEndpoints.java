package dev.pixio.serve.search;

import dev.pixio.http.HttpReply;
import dev.pixio.http.PageFiles;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.Sha256;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.QueryImage;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import dev.pixio.serve.model.ImageChecks;
import dev.pixio.serve.request.AccessToken;
import dev.pixio.serve.request.Endpoint;
import dev.pixio.serve.request.Endpoint.Access;
import dev.pixio.serve.request.JsonReply;
import dev.pixio.serve.request.Request;
import dev.pixio.serve.request.RequestException;
import dev.pixio.serve.request.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The endpoints of the page. Images are named by their number in the index; a path never comes from a request. */
final class SearchEndpoints {

    private static final int USUAL_TOP = 24;
    private static final int LARGEST_TOP = 200;
    private static final int PAGE = 48;
    private static final int NOT_MODIFIED = 304;
    private static final String JPEG = "image/jpeg";

    private static final PageFiles FILES = new PageFiles(SearchEndpoints.class)
            .with("/", HttpReply.HTML, "search.html")
            .with("/search.js", PageFiles.SCRIPT, "search.js")
            .with("/stage.js", PageFiles.SCRIPT, "stage.js")
            .with("/map.js", PageFiles.SCRIPT, "map.js")
            .with("/api.js", PageFiles.SCRIPT, "api.js")
            .with("/search.css", PageFiles.STYLE, "search.css")
            .withCommonFiles();

    private final SearchedCollection collection;
    private final ImageChecks images;
    private final long largestFile;
    private final Optional<AccessToken> token;
    private final IndexHealth health;

    /**
     * The endpoints of an index.
     *
     * @param largestFile bytes of the largest file that is served; of larger ones the thumbnail is
     */
    SearchEndpoints(SearchedCollection collection, ImageChecks images, long largestFile, Optional<AccessToken> token) {
        this.collection = collection;
        this.images = images;
        this.largestFile = largestFile;
        this.token = token;
        this.health = new IndexHealth(() -> collection.index().image(0));
    }

    List<Endpoint> all() {
        List<Endpoint> all = new ArrayList<>();
        for (String path : List.of(
                "/", "/search.js", "/stage.js", "/map.js", "/api.js", "/search.css", "/page.css", "/icon.svg")) {
            all.add(new Endpoint("GET", path, Access.PUBLIC, request -> file(path)));
        }
        all.add(new Endpoint("GET", "/health", Access.PUBLIC, request -> health.reply()));
        all.add(new Endpoint("POST", "/login", Access.PUBLIC, this::login));
        all.add(new Endpoint("GET", "/api/index", Access.TOKEN, request -> JsonReply.of(SearchJson.index(collection))));
        all.add(new Endpoint("GET", "/api/images", Access.TOKEN, this::list));
        all.add(new Endpoint("GET", "/api/images/{id}", Access.TOKEN, this::image));
        all.add(new Endpoint("GET", "/api/similar/{id}", Access.TOKEN, this::similar));
        all.add(new Endpoint("POST", "/api/similar", Access.TOKEN, this::uploaded));
        all.add(new Endpoint(
                "GET",
                "/api/collection",
                Access.TOKEN,
                request -> JsonReply.of(SearchJson.collection(collection.view()))));
        all.add(new Endpoint("GET", "/thumbnails/{id}", Access.TOKEN, this::thumbnail));
        all.add(new Endpoint("GET", "/images/{id}", Access.TOKEN, this::content));
        return all.stream().map(health::reporting).toList();
    }

    private static HttpReply file(String path) {
        return FILES.find(path).orElseGet(HttpReply::notFound);
    }

    /** A browser sends the token once, in a body, and gets a cookie for the life of this server. */
    private HttpReply login(Request request) throws RequestException, IOException {
        String given = new String(request.body(), StandardCharsets.UTF_8).strip();
        if (token.isEmpty() || token.get().matches(given)) {
            HttpReply reply = JsonReply.of(JsonReply.object().put("status", "ok"));
            return token.isEmpty()
                    ? reply
                    : reply.withHeader("Set-Cookie", token.get().cookie());
        }
        throw new RequestException(403, "this is not the token that the server printed or was given");
    }

    private HttpReply list(Request request) throws RequestException, IOException {
        String folder = request.query("folder").orElse("");
        long total = collection.index().count(folder);
        int first = request.query("first", 0, 0, Integer.MAX_VALUE);
        return JsonReply.of(SearchJson.images(collection.index().images(folder, Math.min(first, total), PAGE), total));
    }

    private HttpReply image(Request request) throws RequestException, IOException {
        return JsonReply.of(SearchJson.image(indexed(request)));
    }

    private IndexedImage indexed(Request request) throws RequestException, IOException {
        try {
            Optional<IndexedImage> image = collection.index().image(Long.parseUnsignedLong(request.parameter("id")));
            if (image.isPresent()) {
                return image.get();
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new RequestException(404, "the index has no image of this number");
    }

    private HttpReply similar(Request request) throws RequestException, IOException, InterruptedException {
        IndexedImage image = indexed(request);
        Optional<String> box = request.query("box");
        SearchQuery query;
        if (box.isEmpty()) {
            query = SearchQuery.of(collection.index().vector(image.id(), VectorKind.IMAGE), VectorKind.IMAGE);
        } else {
            RegionOfImage region = RegionOfImage.parse(box.get());
            query = images.inTurn(() -> query(image, region));
        }
        return found(request, query.withoutImage(image.id()));
    }

    private SearchQuery query(IndexedImage image, RegionOfImage region) throws RequestException, IOException {
        try (QueryImage pixels = collection.files().query(image)) {
            return collection.encoder().region(pixels, region.in(pixels.width(), pixels.height()));
        } catch (ImageReadException e) {
            throw new RequestException(422, image.path() + ": " + e.reason());
        }
    }

    private HttpReply uploaded(Request request) throws RequestException, IOException, InterruptedException {
        List<Upload> uploads = request.uploads();
        if (uploads.size() != 1) {
            throw new RequestException(413, "a search has one image, not " + uploads.size());
        }
        Upload upload = uploads.get(0);
        if (collection.encoder().input().isRgb8()) {
            images.requireSize(upload);
        } else {
            images.requireImage(upload);
        }
        Optional<String> box = request.query("box");
        Optional<RegionOfImage> region =
                box.isPresent() ? Optional.of(RegionOfImage.parse(box.get())) : Optional.empty();
        return found(request, images.read(upload, (file, limits) -> {
            try (QueryImage pixels = collection.encoder().decode(file)) {
                return region.isPresent()
                        ? collection.encoder().region(pixels, region.get().in(pixels.width(), pixels.height()))
                        : collection.encoder().image(pixels);
            }
        }));
    }

    private HttpReply found(Request request, SearchQuery query) throws RequestException, IOException {
        SearchQuery limited = query.withTop(request.query("top", USUAL_TOP, 1, LARGEST_TOP))
                .withFolder(request.query("folder").orElse(""));
        return JsonReply.of(SearchJson.hits(collection.index().search(limited)));
    }

    private HttpReply thumbnail(Request request) throws RequestException, IOException {
        return picture(request, JPEG, thumbnail(indexed(request)));
    }

    private byte[] thumbnail(IndexedImage image) throws RequestException {
        try {
            return collection.thumbnails().of(image);
        } catch (ImageReadException e) {
            throw new RequestException(404, image.path() + ": " + e.reason());
        }
    }

    /**
     * A picture that browsers keep and ask for again: numbers of images start at 0 in every index, so their addresses say nothing about
     * the content.
     */
    private static HttpReply picture(Request request, String type, byte[] content) {
        String tag = '"' + new Sha256().add(content).hex() + '"';
        boolean known = request.header("If-None-Match").orElse("").contains(tag);
        HttpReply reply =
                known ? new HttpReply(NOT_MODIFIED, type, new byte[0], Map.of()) : HttpReply.of(type, content);
        return reply.withHeader("ETag", tag).withHeader("Cache-Control", "private, no-cache");
    }

    private HttpReply content(Request request) throws RequestException, IOException, InterruptedException {
        IndexedImage image = indexed(request);
        return images.inTurn(() -> content(request, image));
    }

    /** The file of an image if it is not too large and browsers show its format; otherwise the thumbnail. */
    private HttpReply content(Request request, IndexedImage image) throws RequestException {
        try {
            Optional<byte[]> file = collection.files().bytes(image, largestFile);
            if (file.isPresent()) {
                Optional<String> type = type(ImageFormat.of(ByteBuffer.wrap(file.get())));
                if (type.isPresent()) {
                    return picture(request, type.get(), file.get());
                }
            }
            return picture(request, JPEG, thumbnail(image));
        } catch (ImageReadException e) {
            throw new RequestException(404, image.path() + ": " + e.reason());
        }
    }

    private static Optional<String> type(ImageFormat format) {
        return switch (format) {
            case JPEG -> Optional.of(JPEG);
            case PNG -> Optional.of(HttpReply.PNG);
            case WEBP -> Optional.of("image/webp");
            case GIF -> Optional.of("image/gif");
            case BMP -> Optional.of("image/bmp");
            case TIFF, PNM -> Optional.empty();
        };
    }
}
