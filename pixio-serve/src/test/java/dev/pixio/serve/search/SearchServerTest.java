package dev.pixio.serve.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.search.IndexException;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.QueryEncoder;
import dev.pixio.search.SearchHit;
import dev.pixio.search.SearchIndex;
import dev.pixio.search.folder.FolderIndex;
import dev.pixio.serve.request.AccessToken;
import dev.pixio.serve.request.Endpoint;
import dev.pixio.serve.request.Endpoint.Access;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import dev.pixio.serve.request.WebServer;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SearchServerTest {

    @TempDir
    static Path folder;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static IndexedPhotos photos;
    private static SearchServer server;

    @BeforeAll
    static void start() throws Exception {
        photos = IndexedPhotos.create(folder);
        server = photos.serve(ServerAccess.loopback(0));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(server.url().resolve(path)).build(), BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> post(String path, byte[] body) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(server.url().resolve(path))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    /** As of an index in PostgreSQL that another process has made anew with other weights. */
    @Test
    void anIndexThatWasReplacedIsUnavailableAndNoInternalError() throws Exception {
        AtomicBoolean again = new AtomicBoolean(); // whether the index is again the one of this server
        IndexHealth health = new IndexHealth(() -> {
            if (again.get()) {
                return again;
            }
            throw IndexException.replaced("the index in jdbc:postgresql://db/images was made anew");
        });
        Endpoint healthy = health.reporting(new Endpoint("GET", "/health", Access.PUBLIC, request -> health.reply()));
        Endpoint endpoint = health.reporting(new Endpoint("GET", "/replaced", Access.PUBLIC, request -> {
            throw IndexException.replaced("the index in jdbc:postgresql://db/images was made anew");
        }));
        Endpoint damaged = health.reporting(new Endpoint("GET", "/damaged", Access.PUBLIC, request -> {
            throw new IndexException("vectors.bin is damaged");
        }));
        try (WebServer web = WebServer.start(
                ServerAccess.loopback(0),
                List.of(healthy, endpoint, damaged),
                RequestLimits.defaults(),
                (path, status, time) -> {})) {
            HttpRequest healthRequest =
                    HttpRequest.newBuilder(web.url().resolve("/health")).build();
            assertThat(CLIENT.send(healthRequest, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> replaced = CLIENT.send(
                    HttpRequest.newBuilder(web.url().resolve("/replaced")).build(), BodyHandlers.ofString());
            assertThat(replaced.statusCode()).isEqualTo(503);
            assertThat(JsonMapper.shared()
                            .readTree(replaced.body())
                            .required("error")
                            .stringValue())
                    .isEqualTo("the index was made anew with other weights or settings: start the server again");
            HttpResponse<String> failed = CLIENT.send(
                    HttpRequest.newBuilder(web.url().resolve("/damaged")).build(), BodyHandlers.ofString());
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(CLIENT.send(healthRequest, BodyHandlers.discarding()).statusCode())
                    .as("has seen that the index was replaced")
                    .isEqualTo(503);
            again.set(true);
            assertThat(CLIENT.send(healthRequest, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            again.set(false);
            assertThat(CLIENT.send(healthRequest, BodyHandlers.discarding()).statusCode())
                    .as("is not asked for the health of the server without a reason")
                    .isEqualTo(200);
        }
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private static List<String> paths(JsonNode found) {
        List<String> paths = new ArrayList<>();
        found.required("images")
                .forEach(image -> paths.add(image.required("path").stringValue()));
        return paths;
    }

    private static long idOf(String path) throws Exception {
        for (JsonNode image : json(get("/api/images")).required("images")) {
            if (image.required("path").stringValue().equals(path)) {
                return image.required("id").asLong();
            }
        }
        throw new AssertionError("no " + path);
    }

    @Test
    void anUploadFindsWhatTheLibraryFinds() throws Exception {
        byte[] png = IndexedPhotos.png(new Color(200, 20, 20), 3);
        Path file = Files.write(folder.resolve("query.png"), png);
        List<String> expected;
        try (SearchIndex index = FolderIndex.open(photos.index());
                QueryEncoder encoder = QueryEncoder.of(index.description().origin())) {
            expected = index.search(encoder.image(file).withTop(7)).stream()
                    .map(SearchHit::image)
                    .map(IndexedImage::path)
                    .toList();
        }

        assertThat(paths(json(post("/api/similar?top=7", png)))).isEqualTo(expected);
    }

    @Test
    void anImageOfTheIndexFindsOthersInAFolder() throws Exception {
        JsonNode found = json(get("/api/similar/" + idOf("red/r3.png") + "?folder=blue&top=5"));

        assertThat(paths(found)).hasSize(5).allSatisfy(path -> assertThat(path).startsWith("blue/deep/"));
        assertThat(paths(json(get("/api/similar/" + idOf("red/r3.png") + "?top=200"))))
                .hasSize(2 * IndexedPhotos.EACH - 1)
                .doesNotContain("red/r3.png");
    }

    @Test
    void aRegionIsASearchOfItsOwn() throws Exception {
        long id = idOf("red/r3.png");
        double whole = similarity(json(get("/api/similar/" + id + "?top=1")));

        JsonNode region = json(get("/api/similar/" + id + "?top=1&box=0.0,0.0,0.4,0.4"));

        assertThat(similarity(region)).isNotEqualTo(whole).isBetween(0.0, 1.0);
        for (String box : List.of("0,0,0,1", "0.5,0,0.6,1", "a,b,c,d", "0,0,1", "NaN,0,1,1")) {
            assertThat(get("/api/similar/" + id + "?box=" + box).statusCode())
                    .as(box)
                    .isEqualTo(400);
        }
    }

    private static double similarity(JsonNode found) {
        return found.required("images").get(0).required("similarity").doubleValue();
    }

    @Test
    void theCollectionHasFoldersAMapAndOutliers() throws Exception {
        JsonNode index = json(get("/api/index"));
        assertThat(index.required("images").asInt()).isEqualTo(2 * IndexedPhotos.EACH);
        assertThat(index.required("folders").toString()).isEqualTo("[\"blue\",\"blue/deep\",\"red\"]");

        JsonNode collection = json(get("/api/collection"));

        assertThat(collection.required("points")).hasSize(2 * IndexedPhotos.EACH);
        assertThat(collection.required("outliers")).isNotEmpty();
    }

    @Test
    void thumbnailsAreSmallJpegs() throws Exception {
        HttpResponse<byte[]> response = get("/thumbnails/0");

        assertThat(response.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(ImageIO.read(new ByteArrayInputStream(response.body())).getWidth())
                .isEqualTo(96);
    }

    @Test
    void picturesAreAskedForAgainAndSentOnlyIfTheyChanged() throws Exception {
        for (String path : List.of("/thumbnails/0", "/images/0")) {
            HttpResponse<byte[]> first = get(path);
            String tag = first.headers().firstValue("ETag").orElseThrow();
            HttpRequest.Builder again = HttpRequest.newBuilder(server.url().resolve(path));

            assertThat(first.headers().firstValue("Cache-Control")).contains("private, no-cache");
            HttpResponse<byte[]> same =
                    CLIENT.send(again.copy().header("If-None-Match", tag).build(), BodyHandlers.ofByteArray());
            assertThat(same.statusCode()).isEqualTo(304);
            assertThat(same.body()).isEmpty();
            assertThat(status(again.copy().header("If-None-Match", "\"other\"")))
                    .isEqualTo(200);
            assertThat(get(path.replace('0', '1')).headers().firstValue("ETag").orElseThrow())
                    .isNotEqualTo(tag);
        }
    }

    @Test
    void ofALargeOriginalTheThumbnailIsSent() throws Exception {
        RequestLimits limits = RequestLimits.defaults().withBodyBytes(100);
        try (SearchServer limited = photos.serve(ServerAccess.loopback(0), limits)) {
            HttpResponse<byte[]> response = CLIENT.send(
                    HttpRequest.newBuilder(limited.url().resolve("/images/0")).build(), BodyHandlers.ofByteArray());

            assertThat(response.headers().firstValue("Content-Type")).contains("image/jpeg");
            assertThat(response.body()).isEqualTo(get("/thumbnails/0").body());
        }
        assertThat(get("/images/0").headers().firstValue("Content-Type")).contains("image/png");
    }

    @Test
    void pagesOfOtherSitesCannotStartASearch() throws Exception {
        HttpRequest.Builder image = HttpRequest.newBuilder(server.url().resolve("/api/similar/0?box=0,0,1,1"))
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "no-cors");

        assertThat(status(image)).isEqualTo(403);
    }

    @Test
    void onlyImagesOfTheIndexAreServed() throws Exception {
        Files.writeString(folder.resolve("secret.png"), "secret");

        for (String path : List.of(
                "/images/../../secret.png",
                "/images/%2e%2e%2fsecret.png",
                "/images/red/r3.png",
                "/images/-1",
                "/images/99999",
                "/thumbnails/9999999999999999999999",
                "/secret.png",
                "/index/pixio-index.txt")) {
            HttpResponse<byte[]> response = get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(new String(response.body(), StandardCharsets.UTF_8)).doesNotContain("secret\n");
        }
    }

    @Test
    void anIndexedFileThatBecameALinkOutOfItsFolderIsNotServed() throws Exception {
        Path linked = photos.images().resolve("red/r17.png");
        Path outside = Files.write(folder.resolve("outside.png"), IndexedPhotos.png(Color.GREEN, 1));
        long id = idOf("red/r17.png");
        Files.delete(linked);
        Files.createSymbolicLink(linked, outside);

        assertThat(get("/images/" + id).statusCode()).isEqualTo(404);
        assertThat(get("/api/similar/" + id + "?box=0,0,1,1").statusCode()).isEqualTo(422);
    }

    @Test
    void noResponseHasAPathOfTheMachine() throws Exception {
        for (String path : List.of("/api/index", "/api/images", "/api/collection", "/api/similar/0")) {
            assertThat(get(path).body()).asString(StandardCharsets.UTF_8).doesNotContain(folder.toString());
        }
    }

    @Test
    void whatIsNoImageIsRefused() throws Exception {
        assertThat(post("/api/similar", "text".getBytes(StandardCharsets.US_ASCII))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void aBrowserExchangesTheTokenForACookie() throws Exception {
        AccessToken token = AccessToken.generate();
        try (SearchServer guarded = photos.serve(new ServerAccess("127.0.0.1", 0, Optional.of(token)))) {
            HttpRequest.Builder images = HttpRequest.newBuilder(guarded.url().resolve("/thumbnails/0"));
            assertThat(status(images)).isEqualTo(401);
            assertThat(status(HttpRequest.newBuilder(guarded.url()))).isEqualTo(200);
            assertThat(status(login(guarded, "wrong"))).isEqualTo(403);

            String cookie = CLIENT.send(login(guarded, token.secret()).build(), BodyHandlers.discarding())
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow();

            assertThat(cookie).contains("; HttpOnly; SameSite=Strict").doesNotContain(token.secret());
            String pair = Stream.of(cookie.split(";", -1)).findFirst().orElseThrow();
            assertThat(status(images.header("Cookie", "a=b; " + pair))).isEqualTo(200);
        }
    }

    private static HttpRequest.Builder login(SearchServer guarded, String token) {
        return HttpRequest.newBuilder(guarded.url().resolve("/login")).POST(BodyPublishers.ofString(token));
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
