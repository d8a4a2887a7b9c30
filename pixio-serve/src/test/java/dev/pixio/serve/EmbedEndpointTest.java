package dev.pixio.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.embed.ImageEncoder;
import dev.pixio.image.TestImages;
import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EmbedEndpointTest {

    @TempDir
    static Path folder;

    private static InferenceServer server;
    private static ImageEncoder encoder;
    private static Client client;
    private static byte[] png;
    private static byte[] jpeg;
    private static float[] pngFeatures;
    private static float[] jpegFeatures;

    @BeforeAll
    static void start() throws IOException {
        Path weights = TinyModels.encoder(folder);
        server = InferenceServer.start(
                ServedWeights.of(weights),
                ServerAccess.loopback(0),
                RequestLimits.defaults(),
                BatchSettings.defaults().withMaxWait(Duration.ZERO));
        client = new Client(server.url());
        encoder = ImageEncoder.load(weights);
        png = TestImages.encode(TestImages.gradient(70, 50), "png");
        jpeg = TestImages.encode(TestImages.gradient(64, 90), "jpg");
        pngFeatures = encoder.embed(Files.write(folder.resolve("a.png"), png));
        jpegFeatures = encoder.embed(Files.write(folder.resolve("b.jpg"), jpeg));
    }

    @AfterAll
    static void stop() {
        server.close();
        encoder.close();
    }

    @Test
    void jsonHasTheSameNumbersAsTheEncoder() throws Exception {
        HttpResponse<byte[]> response = client.post("/v1/embed", "image/png", png);

        assertThat(response.statusCode()).as(Client.text(response)).isEqualTo(200);
        JsonNode json = Client.json(response);
        assertThat(numbers(json.required("embeddings").get(0))).containsExactly(pngFeatures);
        assertThat(json.required("shape").get(0).asInt()).isEqualTo(pngFeatures.length);
        assertThat(json.required("model").stringValue())
                .isEqualTo(encoder.origin().fingerprint());
    }

    @Test
    void rawNumbersAreThoseOfTheEncoder() throws Exception {
        HttpResponse<byte[]> response = client.send(
                client.posted("/v1/embed", "image/jpeg", jpeg).header("Accept", "application/octet-stream"));

        assertThat(floats(response.body())).containsExactly(jpegFeatures);
        assertThat(response.headers().firstValue("Pixio-Shape")).contains("1,192");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/octet-stream");
    }

    @Test
    void aBodyWithoutAnImageTypeIsAnImage() throws Exception {
        assertThat(client.post("/v1/embed", "application/octet-stream", png).statusCode())
                .isEqualTo(200);
    }

    @Test
    void partsOfAMultipartBodyAreImagesInTheirOrder() throws Exception {
        byte[] body = Client.multipart(List.of(png, jpeg, png));

        HttpResponse<byte[]> response = client.post("/v1/embed", Client.multipartType(), body);

        JsonNode embeddings = Client.json(response).required("embeddings");
        assertThat(embeddings).hasSize(3);
        assertThat(embeddings.get(1).required("name").stringValue()).isEqualTo("image-2.png");
        // In one batch: the last bits may differ.
        assertThat(numbers(embeddings.get(0)))
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(pngFeatures);
        assertThat(numbers(embeddings.get(1)))
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(jpegFeatures);
        assertThat(cosine(numbers(embeddings.get(2)), pngFeatures)).isCloseTo(1, within(1e-6));
    }

    @Test
    void theClientChoosesTheFormat() throws Exception {
        assertThat(type("application/json;q=0.2, application/octet-stream")).isEqualTo("application/octet-stream");
        assertThat(type("application/*")).isEqualTo("application/json");
        assertThat(type("*/*;q=0.1")).isEqualTo("application/json");
        HttpResponse<byte[]> refused =
                client.send(client.posted("/v1/embed", "image/png", png).header("Accept", "text/html"));
        assertThat(refused.statusCode()).isEqualTo(406);
    }

    private static String type(String accept) throws Exception {
        return client.send(client.posted("/v1/embed", "image/png", png).header("Accept", accept))
                .headers()
                .firstValue("Content-Type")
                .orElse("");
    }

    @Test
    void theModelIsDescribed() throws Exception {
        JsonNode model = Client.json(client.get("/v1/model"));

        assertThat(model.required("weights").stringValue())
                .isEqualTo(encoder.origin().fingerprint());
        assertThat(model.required("shape").get(0).asInt()).isEqualTo(192);
        assertThat(model.has("prediction")).isFalse();
        assertThat(client.post("/v1/predict", "image/png", png).statusCode()).isEqualTo(404);
    }

    @Test
    void responsesMayNotBeEmbeddedOrKept() throws Exception {
        HttpResponse<byte[]> response = client.get("/health");

        assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'", "frame-ancestors 'none'");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    }

    private static float[] numbers(JsonNode embedding) {
        JsonNode array = embedding.required("embedding");
        float[] numbers = new float[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).floatValue();
        }
        return numbers;
    }

    private static float[] floats(byte[] body) {
        float[] numbers = new float[body.length / Float.BYTES];
        ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return numbers;
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            left += (double) a[i] * a[i];
            right += (double) b[i] * b[i];
        }
        return product / Math.sqrt(left * right);
    }
}
