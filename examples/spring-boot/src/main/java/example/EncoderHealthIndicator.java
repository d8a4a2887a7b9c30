package example;

import dev.pixio.embed.ImageEncoder;
import dev.pixio.image.RgbImage;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** {@code encoder} in {@code /actuator/health}: up if the features of a small image can be computed. */
@Component
class EncoderHealthIndicator extends AbstractHealthIndicator {

    private final ImageEncoder encoder;
    private final String weights;

    EncoderHealthIndicator(ImageEncoder encoder, @Value("${pixio.weights}") String weights) {
        super("the encoder failed");
        this.encoder = encoder;
        this.weights = weights;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        try (RgbImage image = RgbImage.of(8, 8)) { // of any colours
            encoder.embed(image);
        }
        health.up().withDetail("weights", weights).withDetail("dimension", encoder.dimension());
    }
}
