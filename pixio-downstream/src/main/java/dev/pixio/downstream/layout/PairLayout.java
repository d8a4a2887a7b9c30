package dev.pixio.downstream.layout;

import dev.pixio.downstream.data.FilePair;
import dev.pixio.downstream.data.FileSamples;
import dev.pixio.downstream.data.TruthFormat;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.samples.PngSamples;
import dev.pixio.torch.RandomStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two folders, of images and of PNG with the same names: {@code images} and {@code masks} or {@code depth}. Both may have {@code train}
 * and {@code val}; otherwise a share of the pairs is held out for the test. Names of classes are read from {@code classes.txt}, one per
 * line, if it is there.
 */
public final class PairLayout implements DenseLayout {

    @Override
    public String id() {
        return "pairs";
    }

    @Override
    public String shape() {
        return "pairs (images, and masks or depth with PNG of the same names; in both train and val, or neither)";
    }

    @Override
    public boolean has(PairSettings.Wanted task) {
        return true;
    }

    @Override
    public boolean matches(Path root) {
        return Files.isDirectory(root.resolve("images"))
                && (Files.isDirectory(root.resolve("masks")) || Files.isDirectory(root.resolve("depth")));
    }

    @Override
    public DenseData open(Path root, PairSettings settings) throws IOException {
        Path images = root.resolve("images");
        Path truth = root.resolve(settings.task() == PairSettings.Wanted.SEGMENTATION ? "masks" : "depth");
        if (!Files.isDirectory(truth)) {
            throw new IOException(truth + ": no such folder; it has the true values of " + images);
        }
        List<String> notes = new ArrayList<>();
        PairSettings named = withNames(root, settings);
        if (Files.isDirectory(images.resolve("train"))) {
            return open(
                    pairs(images.resolve("train"), truth.resolve("train"), notes),
                    images.resolve("train").toString(),
                    pairs(images.resolve("val"), truth.resolve("val"), notes),
                    images.resolve("val").toString(),
                    named,
                    notes);
        }
        List<FilePair> all = new ArrayList<>(pairs(images, truth, notes));
        List<FilePair> test = heldOut(all, images, settings);
        return open(all, images.toString(), test, images + ", held out", named, notes);
    }

    /**
     * Pairs of two folders each.
     *
     * @param train images and true values to train on
     * @param test images and true values to test on
     */
    public static DenseData open(FilePair train, FilePair test, PairSettings settings) throws IOException {
        List<String> notes = new ArrayList<>();
        return open(
                pairs(train.image(), train.truth(), notes),
                train.image().toString(),
                pairs(test.image(), test.truth(), notes),
                test.image().toString(),
                settings,
                notes);
    }

    private static DenseData open(
            List<FilePair> train,
            String trainName,
            List<FilePair> test,
            String testName,
            PairSettings settings,
            List<String> notes)
            throws IOException {
        DenseTask task;
        TruthFormat format;
        if (settings.task() == PairSettings.Wanted.SEGMENTATION) {
            List<String> classes = settings.classes().isEmpty() ? numbers(train, test) : settings.classes();
            task = new Segmentation(classes);
            format = new TruthFormat.Labels(0, classes.size());
        } else {
            task = new DepthEstimation(settings.range().orElse(DepthRange.NYU));
            format = new TruthFormat.Depths(settings.perMetre().orElse(PairSettings.MILLIMETRES));
        }
        return new DenseData(
                task,
                new FileSamples(train.size() + " images of " + trainName, train, format),
                new FileSamples(test.size() + " images of " + testName, test, format),
                notes);
    }

    private static List<FilePair> pairs(Path images, Path truth, List<String> notes) throws IOException {
        PairFinder finder = new PairFinder().addFolder(images, name -> Optional.of(truth.resolve(name + ".png")));
        notes.addAll(finder.notes(images));
        return finder.required(images);
    }

    private static PairSettings withNames(Path root, PairSettings settings) throws IOException {
        Path file = root.resolve("classes.txt");
        if (!settings.classes().isEmpty() || !Files.isRegularFile(file)) {
            return settings;
        }
        List<String> names = TextLines.namesOf(file);
        return new PairSettings(
                settings.task(), names, settings.perMetre(), settings.range(), settings.testShare(), settings.seed());
    }

    /** Class names from the largest label of all masks: a class of few images may be in those of the test only. */
    private static List<String> numbers(List<FilePair> train, List<FilePair> test) throws IOException {
        TruthFormat any = new TruthFormat.Labels(0, Segmentation.IGNORED);
        int largest = 1;
        for (FilePair pair : Stream.concat(train.stream(), test.stream()).toList()) {
            try {
                for (float label : any.values(PngSamples.read(pair.truth()))) {
                    largest = label == Segmentation.IGNORED ? largest : Math.max(largest, (int) label);
                }
            } catch (ImageReadException e) {
                throw new IOException(pair.truth() + ": " + e.reason(), e);
            }
        }
        return IntStream.rangeClosed(0, largest).mapToObj(i -> "class " + i).toList();
    }

    /** Removes the held-out pairs from all and returns them. */
    private static List<FilePair> heldOut(List<FilePair> all, Path images, PairSettings settings) throws IOException {
        int wanted = (int) Math.max(1, Math.round(all.size() * settings.testShare()));
        if (wanted >= all.size()) {
            throw new IOException(
                    images + ": of " + all.size() + " pairs " + wanted + " would be held out for the test, none left");
        }
        RandomStream random = RandomStream.of(settings.seed(), "held-out pairs");
        List<FilePair> test = new ArrayList<>();
        while (test.size() < wanted) {
            test.add(all.remove(random.nextInt(all.size())));
        }
        return test;
    }
}
