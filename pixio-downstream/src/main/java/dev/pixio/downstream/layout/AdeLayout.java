package dev.pixio.downstream.layout;

import dev.pixio.downstream.data.FilePair;
import dev.pixio.downstream.data.FileSamples;
import dev.pixio.downstream.data.TruthFormat;
import dev.pixio.downstream.task.Segmentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * ADE20K as in the challenge of 2016: {@code images} and {@code annotations} with {@code training} and {@code validation}, grey PNG.
 * Label 0 is "other" and does not count. Names of the classes are read from {@code objectInfo150.txt}, if it is there.
 */
final class AdeLayout implements DenseLayout {

    private static final int CLASSES = 150;
    private static final int BATCH = 16;

    @Override
    public String id() {
        return "ade20k";
    }

    @Override
    public String shape() {
        return "ade20k (images and annotations, each with training and validation)";
    }

    @Override
    public boolean has(PairSettings.Wanted task) {
        return task == PairSettings.Wanted.SEGMENTATION;
    }

    @Override
    public boolean matches(Path root) {
        return Files.isDirectory(root.resolve("images").resolve("training"))
                && Files.isDirectory(root.resolve("annotations"));
    }

    @Override
    public DenseData open(Path root, PairSettings settings) throws IOException {
        Segmentation task = new Segmentation(settings.classes().isEmpty() ? names(root) : settings.classes());
        List<String> notes = new ArrayList<>();
        return new DenseData(
                task, samples(root, "training", task, notes), samples(root, "validation", task, notes), notes, BATCH);
    }

    private static List<String> names(Path root) throws IOException {
        Path file = root.resolve("objectInfo150.txt");
        if (Files.isRegularFile(file)) {
            List<String> names = TextLines.of(file).stream()
                    .skip(1) // the header: Idx, Ratio, Train, Val, Name
                    .map(line -> line.split("\t", -1))
                    .filter(columns -> columns.length >= 5)
                    .map(columns -> columns[4].split(",", -1)[0].strip())
                    .toList();
            if (names.size() == CLASSES) {
                return names;
            }
        }
        return IntStream.rangeClosed(1, CLASSES).mapToObj(i -> "class " + i).toList();
    }

    private static FileSamples samples(Path root, String part, Segmentation task, List<String> notes)
            throws IOException {
        Path images = root.resolve("images").resolve(part);
        Path masks = root.resolve("annotations").resolve(part);
        PairFinder finder = new PairFinder().addFolder(images, name -> Optional.of(masks.resolve(name + ".png")));
        notes.addAll(finder.notes(images));
        List<FilePair> pairs = finder.required(images);
        return new FileSamples(
                pairs.size() + " images of " + images,
                pairs,
                new TruthFormat.Labels(1, task.classes().size()));
    }
}
