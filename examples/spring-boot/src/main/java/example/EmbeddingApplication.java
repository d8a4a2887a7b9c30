package example;

import dev.pixio.embed.ImageEncoder;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Features of images by HTTP: {@code EmbeddingApplication --pixio.weights=runs/first}. */
@SpringBootApplication
public class EmbeddingApplication {

    /** One encoder serves all threads. Spring closes it, after the requests that are being answered. */
    @Bean(destroyMethod = "close")
    ImageEncoder encoder(@Value("${pixio.weights}") String weights) throws IOException {
        return ImageEncoder.load(Path.of(weights)); // Spring would look for a Path in the class path
    }

    /** Starts the server. */
    public static void main(String[] args) {
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0"); // else JavaCPP takes tensors for a leak
        SpringApplication.run(EmbeddingApplication.class, args);
    }
}
