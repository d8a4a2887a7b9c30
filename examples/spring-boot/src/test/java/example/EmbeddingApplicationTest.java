package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.embed.ImageEncoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.weights.ModelFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        useMainMethod = SpringBootTest.UseMainMethod.ALWAYS,
        properties = {"spring.main.banner-mode=off", "logging.level.root=error"})
class EmbeddingApplicationTest {

    @TempDir
    private static Path folder;

    @LocalServerPort
    private int port;

    @Autowired
    private ImageEncoder encoder;

    @DynamicPropertySource
    static void weights(DynamicPropertyRegistry properties) {
        properties.add("pixio.weights", () -> folder.resolve("model.safetensors").toString());
    }

    /** 32 x 32 pixels in patches of 8, 2 blocks of width 48, untrained. */
    @BeforeAll
    static void save() throws IOException {
        PixioConfig config = new PixioConfig(
                new PatchGrid(32, 32, 3, 8),
                new EncoderConfig(48, 2, 2, 4, 2, 0),
                new DecoderConfig(16, 1, 1, 4),
                new MaskConfig(0.5, 1),
                Positions.LEARNED,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        ModelFile.save(folder.resolve("model.safetensors"), new Pixio(config, 0), Map.of());
    }

    @Test
    void anImageIsAnsweredWithItsFeatures() throws IOException {
        Path image = folder.resolve("grey.png");
        ImageIO.write(new BufferedImage(60, 40, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());

        long before = embeddings();
        ResponseEntity<EmbeddingController.Embedding> answer = post(image, EmbeddingController.Embedding.class);

        assertThat(answer.getStatusCode().value()).isEqualTo(200);
        assertThat(answer.getBody().features()).containsExactly(encoder.embed(image)).hasSize(48);
        assertThat(embeddings()).isEqualTo(before + 1);
    }

    @Test
    void aBrokenImageIsRefusedInOneLine() throws IOException {
        ResponseEntity<String> answer = post(Files.writeString(folder.resolve("page.jpg"), "<html>"), String.class);

        assertThat(answer.getStatusCode().value()).isEqualTo(400);
        assertThat(answer.getBody()).contains("\"detail\":\"not an image: starts with '<html>'\"").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {(20 << 20) + 1, 30 << 20}) // just above the limit, and more than Tomcat reads beyond it by default
    void aLargeUploadIsRefused(int bytes) throws IOException {
        Path large = Files.write(folder.resolve("large.jpg"), new byte[bytes]);

        assertThat(post(large, String.class).getStatusCode().value()).isEqualTo(413);
    }

    @Test
    void aRequestWithoutAFormIsRefused() {
        ResponseEntity<String> answer = client()
                .post()
                .uri("/embeddings")
                .retrieve()
                .onStatus(status -> true, (request, response) -> {})
                .toEntity(String.class);

        assertThat(answer.getStatusCode().value()).isEqualTo(415);
    }

    @Test
    void healthNamesTheWeights() {
        assertThat(get("/actuator/health")).contains("\"encoder\":", "model.safetensors", "\"dimension\":48");
    }

    private <T> ResponseEntity<T> post(Path image, Class<T> type) {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        form.add("image", new FileSystemResource(image));
        return client()
                .post()
                .uri("/embeddings")
                .body(form)
                .retrieve()
                .onStatus(status -> true, (request, answer) -> {}) // errors are answers here
                .toEntity(type);
    }

    /** How many embeddings the server has counted. */
    private long embeddings() {
        return get("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith("pixio_embeddings_seconds_count "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private String get(String path) {
        return client().get().uri(path).retrieve().body(String.class);
    }

    private RestClient client() {
        return RestClient.create("http://localhost:" + port);
    }
}
