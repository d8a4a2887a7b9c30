package dev.pixio.eval;

import dev.pixio.io.FailureReason;
import dev.pixio.train.checkpoint.ImageRetention;
import dev.pixio.train.run.StepImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes images of a run that its plan does not keep. An image that cannot be deleted is reported and stays. */
final class ExpiredImages {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiredImages.class);

    private ExpiredImages() {}

    /** Deletes those up to a step. */
    static void delete(StepImages images, ImageRetention retention, long step) {
        try {
            // Without later steps: a run that was rolled back or resumed writes them again.
            List<Long> steps =
                    images.steps().stream().filter(written -> written <= step).toList();
            retention.expired(steps).forEach(expired -> delete(images.at(expired)));
        } catch (IOException e) {
            LOG.warn("images that the plan does not keep cannot be deleted: {}", FailureReason.withFile(e));
        }
    }

    private static void delete(Path image) {
        try {
            Files.deleteIfExists(image);
        } catch (IOException e) {
            LOG.warn("{} is not kept by the plan and cannot be deleted: {}", image, FailureReason.of(e));
        }
    }
}
