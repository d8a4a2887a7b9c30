package dev.pixio.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.TestImages;
import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch that waits an hour for others is computed only because it is full, or because the server stops. */
@Timeout(120)
class BatchingTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private byte[] png;

    @BeforeEach
    void image() throws IOException {
        png = TestImages.encode(TestImages.gradient(70, 50), "png");
    }

    private InferenceServer serve(int size, int queue) throws IOException {
        return InferenceServer.start(
                ServedWeights.of(TinyModels.encoder(folder)),
                ServerAccess.loopback(0),
                RequestLimits.defaults().withTime(Duration.ofSeconds(100)).withImages(queue),
                new BatchSettings(size, AN_HOUR, queue));
    }

    @Test
    void concurrentRequestsAreComputedInOneBatch() throws Exception {
        try (InferenceServer server = serve(6, 32)) {
            Client client = new Client(server.url());
            List<CompletableFuture<HttpResponse<byte[]>>> pending = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                pending.add(client.postAsync("/v1/embed", "image/png", png));
            }

            for (CompletableFuture<HttpResponse<byte[]>> response : pending) {
                assertThat(response.get().statusCode()).isEqualTo(200);
            }
            assertThat(server.metrics())
                    .contains("pixio_batch_images_count{model=\"embed\"} 1\n")
                    .contains("pixio_batch_images_sum{model=\"embed\"} 6.0\n");
        }
    }

    @Test
    void requestsBeyondTheQueueAreRefusedAndOthersAnswered() throws Exception {
        try (InferenceServer server = serve(4, 4)) {
            Client client = new Client(server.url());
            CompletableFuture<HttpResponse<byte[]>> three =
                    client.postAsync("/v1/embed", Client.multipartType(), images(3));
            awaitQueue(server, 3);

            HttpResponse<byte[]> refused = client.post("/v1/embed", Client.multipartType(), images(2));
            HttpResponse<byte[]> one = client.post("/v1/embed", "image/png", png);

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(Client.text(refused))
                    .isEqualTo(
                            "{\"error\":\"3 images are waiting and the queue holds 4, so 2 more are refused; send them"
                                    + " again later\"}\n");
            assertThat(one.statusCode()).isEqualTo(200);
            assertThat(three.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aServerThatStopsAnswersWhatIsQueued() throws Exception {
        InferenceServer server = serve(4, 8);
        Client client = new Client(server.url());
        CompletableFuture<HttpResponse<byte[]>> pending =
                client.postAsync("/v1/embed", Client.multipartType(), images(3));
        awaitQueue(server, 3);

        server.close();

        HttpResponse<byte[]> response = pending.get();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Client.json(response).required("embeddings")).hasSize(3);
        server.close();
    }

    @Test
    void anAnswerThatTakesTooLongIsGivenUp() throws Exception {
        try (InferenceServer server = InferenceServer.start(
                ServedWeights.of(TinyModels.encoder(folder)),
                ServerAccess.loopback(0),
                RequestLimits.defaults().withTime(Duration.ofMillis(300)).withImages(8),
                new BatchSettings(4, AN_HOUR, 8))) {
            HttpResponse<byte[]> response = new Client(server.url()).post("/v1/embed", "image/png", png);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(Client.text(response)).contains("not computed in time");
        }
    }

    @Test
    void aQueueThatCannotHoldTheImagesOfARequestIsRefused() {
        assertThatThrownBy(() -> InferenceServer.start(
                        ServedWeights.of(TinyModels.encoder(folder)),
                        ServerAccess.loopback(0),
                        RequestLimits.defaults(),
                        new BatchSettings(4, AN_HOUR, 31)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the queue must hold the images of a request, 32 (--max-images): not 31 (--queue)");
    }

    private byte[] images(int number) throws IOException {
        return Client.multipart(Collections.nCopies(number, png));
    }

    private static void awaitQueue(InferenceServer server, int images) {
        while (!server.metrics().contains("pixio_queue_embed_images " + images + ".0\n")) {
            Thread.onSpinWait();
        }
    }
}
