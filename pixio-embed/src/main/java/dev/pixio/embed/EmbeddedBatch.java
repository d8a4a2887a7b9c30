package dev.pixio.embed;

import dev.pixio.data.SkippedImage;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.BatchWork;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The features of a batch.
 *
 * @param images what is known of its images
 * @param features of all its images, one after the other; those of images that were left out mean nothing
 */
@SuppressWarnings("ArrayRecordComponent") // not changed
record EmbeddedBatch(Images images, float[] features) {

    /**
     * The images of a batch.
     *
     * @param samples for each its index in the source; negative if it was left out
     * @param skipped those that could not be read
     * @param done number of images of the source up to the last of the batch
     */
    record Images(List<Long> samples, List<SkippedImage> skipped, long done) {

        Images {
            samples = List.copyOf(samples);
            skipped = List.copyOf(skipped);
        }
    }

    /** For sending to another process, in the caller's scope. */
    BatchWork.Packed packed() {
        return new BatchWork.Packed(
                JsonMapper.shared().writeValueAsString(images), Tensors.of(features, features.length));
    }

    /** A batch that was sent. */
    static EmbeddedBatch of(BatchWork.Packed packed) {
        return new EmbeddedBatch(
                JsonMapper.shared().readValue(packed.text(), Images.class), Tensors.toFloats(packed.values()));
    }
}
