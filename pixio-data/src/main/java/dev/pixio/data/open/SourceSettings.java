package dev.pixio.data.open;

import dev.pixio.image.ImageDecoder;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * How sources are opened.
 *
 * @param decoder decodes the files
 * @param outputs files and folders that the caller writes, which are no images; they need not exist
 * @param progress receives the number of images found so far, from time to time
 */
public record SourceSettings(ImageDecoder decoder, Set<Path> outputs, LongConsumer progress) {

    /** The default limits of the decoder, no outputs and no reports of progress. */
    public static final SourceSettings DEFAULT = new SourceSettings(ImageDecoder.withDefaults(), Set.of(), found -> {});

    public SourceSettings {
        outputs = Set.copyOf(outputs);
    }

    /** With the outputs of a command. */
    public SourceSettings withOutputs(Set<Path> others) {
        return new SourceSettings(decoder, others, progress);
    }

    /** With reports of progress. */
    public SourceSettings withProgress(LongConsumer other) {
        return new SourceSettings(decoder, outputs, other);
    }
}
