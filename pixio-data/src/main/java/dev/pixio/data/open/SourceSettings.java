package dev.pixio.data.open;

import dev.pixio.data.tar.TarSource;
import dev.pixio.data.voc.VocDownload;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.raster.ImageInput;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * How sources are opened.
 *
 * @param decoder decodes the files
 * @param outputs files and folders that the caller writes, which are no images; they need not exist
 * @param progress receives the number of images found so far, from time to time
 * @param shuffleBuffer images among which an epoch is shuffled if archives are read forwards
 * @param root folder of data sets that are named; the current one if it is empty
 * @param download where data sets that are not in {@code root} are downloaded from; empty if they are not
 * @param downloaded receives the number of bytes of a download so far, from time to time
 * @param indices folder that keeps the indices of archives
 * @param input which channels and which scale images have
 */
public record SourceSettings(
        ImageDecoder decoder,
        Set<Path> outputs,
        LongConsumer progress,
        int shuffleBuffer,
        Path root,
        Optional<VocDownload> download,
        LongConsumer downloaded,
        Path indices,
        ImageInput input) {

    /** The default limits of the decoder, no outputs, no reports of progress, no download. */
    public static final SourceSettings DEFAULT = new SourceSettings(
            ImageDecoder.withDefaults(),
            Set.of(),
            found -> {},
            TarSource.DEFAULT_BUFFER,
            Path.of(""),
            Optional.empty(),
            bytes -> {},
            TarSource.userCache(),
            ImageInput.RGB);

    public SourceSettings {
        outputs = Set.copyOf(outputs);
        if (shuffleBuffer < 1) {
            throw new IllegalArgumentException("the shuffle buffer must be at least 1, not " + shuffleBuffer);
        }
    }

    /** With other limits of files and pixels. */
    public SourceSettings withDecoder(ImageDecoder limits) {
        return new SourceSettings(limits, outputs, progress, shuffleBuffer, root, download, downloaded, indices, input);
    }

    /** With the outputs of a command. */
    public SourceSettings withOutputs(Set<Path> others) {
        return new SourceSettings(decoder, others, progress, shuffleBuffer, root, download, downloaded, indices, input);
    }

    /** With reports of progress. */
    public SourceSettings withProgress(LongConsumer other) {
        return new SourceSettings(decoder, outputs, other, shuffleBuffer, root, download, downloaded, indices, input);
    }

    /** With reports of a download, in bytes. */
    public SourceSettings withDownloaded(LongConsumer other) {
        return new SourceSettings(decoder, outputs, progress, shuffleBuffer, root, download, other, indices, input);
    }

    /** With another number of images among which an epoch is shuffled if archives are read forwards, at least 1. */
    public SourceSettings withShuffleBuffer(int images) {
        return new SourceSettings(decoder, outputs, progress, images, root, download, downloaded, indices, input);
    }

    /** With a folder of data sets, and a download of those that are not there. */
    public SourceSettings withDataSets(Path folder, Optional<VocDownload> from) {
        return new SourceSettings(decoder, outputs, progress, shuffleBuffer, folder, from, downloaded, indices, input);
    }

    /** With another folder that keeps the indices of archives. */
    public SourceSettings withIndices(Path folder) {
        return new SourceSettings(decoder, outputs, progress, shuffleBuffer, root, download, downloaded, folder, input);
    }

    /** For images that are no photographs. */
    public SourceSettings withInput(ImageInput images) {
        return new SourceSettings(
                decoder, outputs, progress, shuffleBuffer, root, download, downloaded, indices, images);
    }
}
