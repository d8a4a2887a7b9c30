package dev.pixio.bench.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.model.Pixio;
import dev.pixio.serve.InferenceServer;
import dev.pixio.serve.ServedWeights;
import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.weights.ModelFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short form of {@code tools/soak/serve}. */
class HostileRunTest {

    private static final int REQUESTS = Integer.getInteger("pixio.hostile", 400);

    @TempDir
    Path folder;

    @Test
    void aServerSurvivesDamagedImagesAndRequests() throws Exception {
        Path weights = folder.resolve("encoder.safetensors");
        try (PointerScope scope = new PointerScope()) {
            ModelFile.save(
                    weights, new Pixio(TrainingPlan.recipe("first").build().model(), 3), Map.of());
        }
        try (InferenceServer server = InferenceServer.start(
                ServedWeights.of(weights),
                ServerAccess.loopback(0),
                RequestLimits.defaults().withPixels(1_000_000).withTime(Duration.ofSeconds(20)),
                BatchSettings.defaults().withMaxWait(Duration.ZERO))) {
            HostileRun run = new HostileRun(server.url(), images(), 20);

            assertThat(run.send(REQUESTS)).isEmpty();

            // Enough of each: unchanged pixels, and refusals of images, bodies and heads.
            assertThat(run.counts()).containsKeys("image 200", "image 422", "multipart 400", "protocol 404");
            assertThat(run.counts().values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(REQUESTS);
        }
    }

    private static List<byte[]> images() throws IOException {
        List<byte[]> images = new ArrayList<>();
        BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 600; pixel++) {
            image.setRGB(pixel % 30, pixel / 30, pixel * 12345);
        }
        for (String format : List.of("png", "jpg", "gif", "bmp")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, format, bytes);
            images.add(bytes.toByteArray());
        }
        return images;
    }
}
