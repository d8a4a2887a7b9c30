package example;

import dev.pixio.embed.ImageEncoder;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** {@code curl -F image=@cat.jpg http://localhost:8080/embeddings} */
@RestController
class EmbeddingController {

    private static final ImageDecoder DECODER = new ImageDecoder(50_000_000, 20 << 20); // pixels, bytes

    private final ImageEncoder encoder;
    private final Timer timer;

    /** Images in memory at a time: Tomcat has 200 threads, and each image may take 170 MB. */
    private final Semaphore places = new Semaphore(Runtime.getRuntime().availableProcessors());

    EmbeddingController(ImageEncoder encoder, MeterRegistry metrics) {
        this.encoder = encoder;
        this.timer = Timer.builder("pixio.embeddings")
                .description("Decoding an image and computing its features")
                .publishPercentiles(0.5, 0.99)
                .register(metrics);
    }

    @PostMapping(path = "/embeddings", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    Embedding embed(@RequestParam MultipartFile image) throws Exception {
        places.acquire();
        try {
            byte[] file = image.getBytes();
            return timer.recordCallable(() -> new Embedding(features(file)));
        } finally {
            places.release();
        }
    }

    private float[] features(byte[] file) throws IOException {
        try (RgbImage image = DECODER.decode(file)) {
            return encoder.embed(image);
        }
    }

    /** The answer. */
    record Embedding(float[] features) {}

    @ExceptionHandler
    ProblemDetail unreadable(ImageReadException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
    }
}
