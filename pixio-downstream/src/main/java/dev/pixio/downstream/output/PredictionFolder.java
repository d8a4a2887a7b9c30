package dev.pixio.downstream.output;

import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.UnreadableLimit;
import dev.pixio.downstream.data.ImagePlanes;
import dev.pixio.downstream.data.Prefetch;
import dev.pixio.downstream.data.SampleImage;
import dev.pixio.downstream.image.ClassLegend;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.output.WrittenFiles.Entry;
import dev.pixio.embed.file.SkippedFile;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.io.DurableFile;
import dev.pixio.io.OutputFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the predictions of a source to a folder: two PNG for each image, of classes a legend, {@value #DESCRIPTION} with the model and the numbers'
 * meaning, and {@value #SKIPPED} with the images that could not be read. {@link WrittenFiles} lists the PNG.
 *
 * @param folder is created
 * @param existing what is done with predictions that are there
 */
public record PredictionFolder(Path folder, Existing existing) {

    /** What is done with predictions that are there. */
    public enum Existing {
        /** They are an error. */
        REFUSE,
        /** Images that have files are left out; they must be of the same model. */
        RESUME,
        /** They are deleted, also those of images that are not in the source; files that no run has written are kept. */
        OVERWRITE
    }

    private static final Logger LOG = LoggerFactory.getLogger(PredictionFolder.class);

    static final String DESCRIPTION = "predictions.json";
    static final String SKIPPED = "skipped.jsonl";

    /** Pixels of images that are decoded ahead; a photograph has 12 million. */
    private static final long PIXELS_AHEAD = 64_000_000;

    /** Windows that are predicted together, at least, if there are so many images. */
    private static final int WINDOWS = 32;

    /**
     * Checks the folder, before a model is loaded.
     *
     * @throws IOException in one line: it may not be used
     */
    public void require() throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IOException(folder + " is a file: name a folder for the predictions");
        }
        if (existing == Existing.REFUSE && Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new IOException(folder + " is not empty: continue with --resume, replace its predictions with"
                            + " --overwrite, or name another folder");
                }
            }
        }
        OutputFile.requireFolderOf(folder);
    }

    /** Where images that could not be read are listed, if there are any. */
    public Path skippedFile() {
        return folder.resolve(SKIPPED);
    }

    /** An image of the source, or why it cannot be read. */
    private record Read(Optional<ImagePlanes> image, String reason) {}

    /**
     * Predicts the images of a source.
     *
     * @param source stays open; the caller closes it
     * @param options threads that decode, and how many images may be unreadable
     * @throws dev.pixio.data.loader.TooManyUnreadableException if more images cannot be read than the options allow
     * @throws IOException if a file cannot be written, or is in the way and no prediction
     * @throws InterruptedIOException if the listener asks to stop; the files that are written are complete
     */
    public PredictionResult run(
            DenseFiles files, ImageSource source, LoaderOptions options, PredictionListener listener)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        OutputNames names = new OutputNames(source);
        WrittenFiles written = new WrittenFiles(folder);
        EarlierPredictions earlierRun = new EarlierPredictions(folder);
        EarlierPredictions.Wanted wanted = index -> entries(files, names, index);
        Map<Path, Entry> earlierFiles = existing == Existing.REFUSE
                ? Map.of()
                : earlierRun.find(names, wanted, source.size(), files.legend().isPresent());
        if (existing == Existing.OVERWRITE) {
            earlierRun.remove(earlierFiles.keySet());
        }
        OutputFile.createFolderOf(folder.resolve(DESCRIPTION));
        if (existing == Existing.RESUME) {
            describe(files); // may refuse
            earlierRun.removeOfOtherImages(earlierFiles, wanted, source.size());
            written.replace(earlierFiles.values());
        } else {
            // Only now the description may be that of the new model: a run that continues takes listed files for its.
            written.replace(List.of());
            describe(files);
        }
        writeLegend(files, written);
        List<Long> remaining = new ArrayList<>();
        for (long i = 0; i < source.size(); i++) {
            // The numbers are written last: an image that has them has both files.
            if (existing != Existing.RESUME
                    || !Files.isRegularFile(wanted.of(i).get(0).path())) {
                remaining.add(i);
            }
        }
        long earlier = source.size() - remaining.size();
        UnreadableLimit limit = new UnreadableLimit(options.unreadable().maxShare(), source.size());
        List<SkippedImage> skipped = new ArrayList<>();
        int threads = options.decoding().threads();
        try (Prefetch<Read> images = new Prefetch<>(
                number -> read(source, remaining.get((int) number), files.spec().images()),
                remaining.size(),
                threads,
                threads)) {
            List<ImagePlanes> batch = new ArrayList<>();
            List<List<Entry>> outputs = new ArrayList<>();
            int windows = 0;
            int ahead = threads;
            for (int i = 0; i < remaining.size(); i++) {
                if (listener.isStopRequested()) {
                    throw new InterruptedIOException("interrupted");
                }
                long index = remaining.get(i);
                Read read = images.take(i, ahead);
                if (read.image.isPresent()) {
                    ImagePlanes image = read.image.get();
                    batch.add(image);
                    outputs.add(wanted.of(index));
                    windows += windows(files, image);
                    ahead = (int) Math.max(1, Math.min(2L * WINDOWS, PIXELS_AHEAD / pixels(files, image)));
                } else {
                    SkippedImage image = new SkippedImage(index, source.name(index), read.reason);
                    skipped.add(image);
                    LOG.warn("skipped {}: {}", image.name(), image.reason());
                    listener.onSkipped(image);
                    if (limit.isExceededBy(skipped.size())) {
                        throw limit.exceeded(skipped.size(), skipped.get(0));
                    }
                }
                if (!batch.isEmpty() && (windows >= WINDOWS || i == remaining.size() - 1)) {
                    written.add(outputs.stream().flatMap(List::stream).toList());
                    write(files, batch, outputs);
                    batch.forEach(image -> listener.onPredicted());
                    batch.clear();
                    outputs.clear();
                    windows = 0;
                    listener.onBatch(earlier + i + 1, source.size());
                }
            }
        }
        SkippedFile.write(skippedFile(), skipped);
        return new PredictionResult(
                remaining.size() - skipped.size(), earlier, skipped, (System.nanoTime() - start) / 1e9);
    }

    /** The pixels of a photograph that take as much memory. */
    private static long pixels(DenseFiles files, ImagePlanes image) {
        long pixels = (long) image.height() * image.width();
        return files.spec().images().isRgb8() ? pixels : pixels * Float.BYTES * image.channels() / 3 + 1;
    }

    private static int windows(DenseFiles files, ImagePlanes image) {
        TaskInput.Windows input = (TaskInput.Windows) files.spec().input();
        return input.window()
                .places(
                        files.resizing().height(image.height(), image.width(), input.window()),
                        files.resizing().width(image.height(), image.width(), input.window()))
                .size();
    }

    private static void write(DenseFiles files, List<ImagePlanes> images, List<List<Entry>> outputs)
            throws IOException {
        List<List<Path>> paths = outputs.stream()
                .map(each -> each.stream().map(Entry::path).toList())
                .toList();
        for (List<Path> each : paths) {
            for (Path path : each) {
                OutputFile.createFolderOf(path);
            }
        }
        files.predict(images, paths);
    }

    private static Read read(ImageSource source, long index, ImageInput input) {
        try (SampleImage image = SampleImage.read(source, index, input)) {
            return new Read(Optional.of(image.planes()), "");
        } catch (ImageReadException e) {
            return new Read(Optional.empty(), e.reason());
        }
    }

    /** The files of an image, first that of the numbers. */
    private List<Entry> entries(DenseFiles files, OutputNames names, long index) {
        return files.folders().stream()
                .map(each -> new Entry(names.of(folder.resolve(each), index), Optional.of(names.image(index))))
                .toList();
    }

    private void writeLegend(DenseFiles files, WrittenFiles written) throws IOException {
        Optional<ClassLegend> legend = files.legend();
        Path path = folder.resolve(DenseFiles.LEGEND);
        if (legend.isPresent() && !Files.isRegularFile(path)) {
            written.add(List.of(new Entry(path, Optional.empty())));
            legend.get().write(path);
        }
    }

    /** Writes what the files are of, and refuses to continue those of another model. */
    private void describe(DenseFiles files) throws IOException {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        files.describe(json);
        String text = json.toPrettyString() + "\n";
        Path file = folder.resolve(DESCRIPTION);
        if (existing == Existing.RESUME
                && Files.isRegularFile(file)
                && !Files.readString(file).equals(text)) {
            throw new IOException(folder + " has predictions of another model or with other settings (" + file
                    + "): name another folder, or replace them with --overwrite");
        }
        DurableFile.write(file, text);
    }
}
