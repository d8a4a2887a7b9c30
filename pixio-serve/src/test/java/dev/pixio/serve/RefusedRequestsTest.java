package dev.pixio.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.TestImages;
import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedRequestsTest {

    private static final int LARGEST_BODY = 20_000;

    @TempDir
    static Path folder;

    private static InferenceServer server;
    private static Client client;
    private static byte[] png;

    @BeforeAll
    static void start() throws IOException {
        server = InferenceServer.start(
                ServedWeights.of(TinyModels.encoder(folder)),
                ServerAccess.loopback(0),
                RequestLimits.defaults()
                        .withBodyBytes(LARGEST_BODY)
                        .withPixels(10_000)
                        .withImages(3),
                BatchSettings.defaults());
        client = new Client(server.url());
        png = TestImages.encode(TestImages.gradient(70, 50), "png");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The error of a response, which is one line of JSON. */
    private static String error(HttpResponse<byte[]> response, int status) {
        String text = Client.text(response);
        assertThat(response.statusCode()).as(text).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(text).endsWith("\n").containsOnlyOnce("\n");
        return Client.json(response).required("error").stringValue();
    }

    @Test
    void aLargeBodyIsRefusedByItsLength() throws Exception {
        assertThat(error(client.post("/v1/embed", "image/png", new byte[LARGEST_BODY + 1]), 413))
                .startsWith("a body of more than 20000 bytes");
    }

    @Test
    void aLargeBodyOfUnknownLengthIsRefused() throws Exception {
        HttpResponse<byte[]> response = client.send(client.request("/v1/embed")
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[LARGEST_BODY + 1]))));

        assertThat(error(response, 413)).startsWith("a body of more than 20000 bytes");
    }

    @Test
    void aSmallFileOfAHugeImageIsRefusedBeforeItIsDecoded() throws Exception {
        byte[] huge = png.clone();
        huge[16] = 0x00; // the width in the header
        huge[17] = 0x0F;

        assertThat(error(client.post("/v1/embed", "image/png", huge), 413))
                .isEqualTo("image 1: 983110 x 50 pixels exceed the limit of 10,000");
    }

    @Test
    void tooManyImagesAreRefused() throws Exception {
        byte[] body = Client.multipart(Collections.nCopies(4, TestImages.encode(TestImages.gradient(9, 9), "png")));

        assertThat(error(client.post("/v1/embed", Client.multipartType(), body), 413))
                .startsWith("more than 3 images");
    }

    @Test
    void whatIsNoImageIsRefused() throws Exception {
        byte[] text = "<html>".getBytes(StandardCharsets.US_ASCII);

        assertThat(error(client.post("/v1/embed", "image/png", text), 415)).startsWith("image 1: ");
        assertThat(error(client.post("/v1/embed", "image/png", new byte[0]), 400))
                .startsWith("the body is empty");
    }

    @Test
    void aTruncatedImageIsRefusedByName() throws Exception {
        byte[] body = Client.multipart(List.of(png, Arrays.copyOf(png, png.length / 2)));

        assertThat(error(client.post("/v1/embed", Client.multipartType(), body), 422))
                .startsWith("image-2.png: truncated");
    }

    @Test
    void damagedMultipartBodiesAreRefused() throws Exception {
        byte[] body = Client.multipart(List.of(png));
        String type = Client.multipartType();

        assertThat(error(client.post("/v1/embed", type, Arrays.copyOf(body, body.length - 30)), 400))
                .contains("no complete multipart/form-data");
        assertThat(error(client.post("/v1/embed", "multipart/form-data", body), 400))
                .contains("boundary");
        assertThat(error(client.post("/v1/embed", type, Client.multipart(List.of())), 400))
                .contains("no parts");
    }

    @Test
    void otherTypesAndMethodsAndPathsAreRefused() throws Exception {
        assertThat(error(client.post("/v1/embed", "application/x-www-form-urlencoded", png), 415))
                .contains("Content-Type: image/jpeg");
        HttpResponse<byte[]> get = client.get("/v1/embed");
        assertThat(error(get, 405)).isEqualTo("this path takes POST");
        assertThat(get.headers().firstValue("Allow")).contains("POST");
        assertThat(error(client.send(client.request("/health").DELETE()), 405)).isEqualTo("this path takes GET, HEAD");
        assertThat(error(client.get("/v1/embed/../../etc/passwd"), 404)).isEqualTo("there is nothing at this path");
    }

    @Test
    void pagesOfOtherSitesMayNotSendImages() throws Exception {
        assertThat(error(
                        client.send(
                                client.posted("/v1/embed", "image/png", png).header("Origin", "http://evil.example")),
                        403))
                .contains("other sites");
        assertThat(error(
                        client.send(
                                client.posted("/v1/embed", "image/png", png).header("Sec-Fetch-Site", "cross-site")),
                        403))
                .contains("other sites");
    }

    @Test
    void aServerAnswersOnlyToTheNamesOfThisMachine() throws Exception {
        String head = RawConnection.of(server.url())
                .send("GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
                .response();

        assertThat(head).startsWith("HTTP/1.1 403 ").contains("{\"error\":\"this is only served to clients");
    }

    @Test
    void namesOfFilesCannotBreakTheLineOfAnError() throws Exception {
        String body =
                "--b\r\nContent-Disposition: form-data; filename=\"a\u0007\u001b[31mb.png\"\r\n\r\nno image\r\n--b--\r\n";

        String error = error(
                client.post("/v1/embed", "multipart/form-data; boundary=b", body.getBytes(StandardCharsets.UTF_8)),
                415);

        assertThat(error.chars()).noneMatch(Character::isISOControl);
    }
}
