package dev.pixio.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.downstream.predict.ClassMask;
import dev.pixio.downstream.predict.ClassScore;
import dev.pixio.downstream.predict.Classifier;
import dev.pixio.downstream.predict.DepthEstimator;
import dev.pixio.downstream.predict.DepthMap;
import dev.pixio.downstream.predict.Segmenter;
import dev.pixio.image.TestImages;
import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class PredictEndpointTest {

    @TempDir
    Path folder;

    private InferenceServer serve(Path weights) throws IOException {
        return InferenceServer.start(
                ServedWeights.of(weights),
                ServerAccess.loopback(0),
                RequestLimits.defaults(),
                BatchSettings.defaults());
    }

    private static List<String> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(Set.of("pixio-embed", "pixio-predict")::contains)
                .sorted()
                .toList();
    }

    @Test
    void aServerThatCannotListenLeavesNoWorkers() throws Exception {
        List<String> before = workers();
        Path weights = TinyModels.classifier(folder);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> InferenceServer.start(
                            ServedWeights.of(weights),
                            ServerAccess.loopback(taken.getLocalPort()),
                            RequestLimits.defaults(),
                            BatchSettings.defaults()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use");
        }

        assertThat(workers()).isEqualTo(before);
    }

    private Path image() throws IOException {
        return Files.write(folder.resolve("i.png"), TestImages.encode(TestImages.gradient(70, 50), "png"));
    }

    @Test
    void classesAreThoseOfTheClassifier() throws Exception {
        Path weights = TinyModels.classifier(folder);
        byte[] png = Files.readAllBytes(image());
        List<ClassScore> expected;
        try (Classifier classifier = Classifier.load(weights)) {
            expected = classifier.predict(image());
        }
        try (InferenceServer server = serve(weights)) {
            Client client = new Client(server.url());
            JsonNode classes = Client.json(client.post("/v1/predict?top=2", "image/png", png))
                    .required("predictions")
                    .get(0)
                    .required("classes");

            assertThat(classes).hasSize(2);
            for (int i = 0; i < 2; i++) {
                assertThat(classes.get(i).required("class").stringValue())
                        .isEqualTo(expected.get(i).name());
                assertThat(classes.get(i).required("probability").doubleValue())
                        .isEqualTo(expected.get(i).probability());
            }
            HttpResponse<byte[]> refused = client.post("/v1/predict?top=4", "image/png", png);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(Client.text(refused)).isEqualTo("{\"error\":\"top must be a whole number from 1 to 3\"}\n");
            assertThat(client.post("/v1/embed", "image/png", png).statusCode()).isEqualTo(200);
            JsonNode model = Client.json(client.get("/v1/model")).required("prediction");
            assertThat(model.required("classes").get(1).stringValue()).isEqualTo("dog, wild");
        }
    }

    @Test
    void masksHaveTheLabelsOfTheSegmenter() throws Exception {
        Path weights = TinyModels.segmenter(folder);
        ClassMask expected;
        try (Segmenter segmenter = Segmenter.load(weights)) {
            expected = segmenter.predict(image());
        }
        try (InferenceServer server = serve(weights)) {
            BufferedImage mask = png(server);

            byte[] labels = new byte[70 * 50];
            mask.getRaster().getDataElements(0, 0, 70, 50, labels);
            assertThat(labels).isEqualTo(expected.labels());
        }
    }

    @Test
    void depthsAreStoredInMillimetres() throws Exception {
        Path weights = TinyModels.depthEstimator(folder);
        DepthMap expected;
        try (DepthEstimator estimator = DepthEstimator.load(weights)) {
            expected = estimator.predict(image());
        }
        try (InferenceServer server = serve(weights)) {
            BufferedImage depth = png(server);

            assertThat(depth.getRaster().getSample(20, 10, 0)).isEqualTo(Math.round(expected.metres(10, 20) * 1000));
            assertThat(depth.getWidth()).isEqualTo(70);
            Client client = new Client(server.url());
            byte[] two = Client.multipart(List.of(Files.readAllBytes(image()), Files.readAllBytes(image())));
            assertThat(client.post("/v1/predict", Client.multipartType(), two).statusCode())
                    .isEqualTo(413);
            byte[] cut = Arrays.copyOf(Files.readAllBytes(image()), 120);
            assertThat(client.post("/v1/predict", "image/png", cut).statusCode())
                    .isEqualTo(422);
        }
    }

    private BufferedImage png(InferenceServer server) throws Exception {
        HttpResponse<byte[]> response =
                new Client(server.url()).post("/v1/predict", "image/png", Files.readAllBytes(image()));
        assertThat(response.headers().firstValue("Content-Type")).contains("image/png");
        return ImageIO.read(new ByteArrayInputStream(response.body()));
    }
}
