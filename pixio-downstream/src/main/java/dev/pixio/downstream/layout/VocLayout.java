package dev.pixio.downstream.layout;

import dev.pixio.downstream.data.FileSamples;
import dev.pixio.downstream.data.TruthFormat;
import dev.pixio.downstream.task.Segmentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pascal VOC: {@code JPEGImages}, {@code SegmentationClass} with palette PNG, lists of names in {@code ImageSets/Segmentation}. With
 * the masks of Hariharan et al. 2011 in {@code SegmentationClassAug} and the list {@code trainaug}, these are used.
 */
final class VocLayout implements DenseLayout {

    private static final List<String> CLASSES = List.of(
            "background",
            "aeroplane",
            "bicycle",
            "bird",
            "boat",
            "bottle",
            "bus",
            "car",
            "cat",
            "chair",
            "cow",
            "diningtable",
            "dog",
            "horse",
            "motorbike",
            "person",
            "pottedplant",
            "sheep",
            "sofa",
            "train",
            "tvmonitor");

    @Override
    public String id() {
        return "voc";
    }

    @Override
    public String shape() {
        return "voc (JPEGImages, SegmentationClass, ImageSets/Segmentation)";
    }

    @Override
    public boolean has(PairSettings.Wanted task) {
        return task == PairSettings.Wanted.SEGMENTATION;
    }

    @Override
    public boolean matches(Path root) {
        return Files.isDirectory(root.resolve("JPEGImages"));
    }

    @Override
    public DenseData open(Path root, PairSettings settings) throws IOException {
        Segmentation task = new Segmentation(settings.classes().isEmpty() ? CLASSES : settings.classes());
        TruthFormat format = new TruthFormat.Labels(0, task.classes().size());
        List<String> notes = new ArrayList<>();
        Path lists = root.resolve("ImageSets").resolve("Segmentation");
        boolean augmented = Files.isDirectory(root.resolve("SegmentationClassAug"))
                && Files.isRegularFile(lists.resolve("trainaug.txt"));
        String masks = augmented ? "SegmentationClassAug" : "SegmentationClass";
        if (!Files.isDirectory(root.resolve(masks))) {
            throw new IOException(root + " has no folder " + masks + ": the masks of VOC are needed");
        }
        return new DenseData(
                task,
                samples(root, masks, lists.resolve(augmented ? "trainaug.txt" : "train.txt"), format, notes),
                samples(root, masks, lists.resolve("val.txt"), format, notes),
                notes);
    }

    private static FileSamples samples(Path root, String masks, Path list, TruthFormat format, List<String> notes)
            throws IOException {
        if (!Files.isRegularFile(list)) {
            throw new IOException(list + ": no such file; it lists the names of images, one per line");
        }
        PairFinder finder = new PairFinder();
        for (String line : TextLines.of(list)) {
            String name = line.strip();
            if (!name.isEmpty()) {
                Path image = root.resolve("JPEGImages").resolve(name + ".jpg");
                if (!Files.isRegularFile(image)) {
                    throw new IOException(image + ": no such file, and " + list + " lists it");
                }
                finder.add(image, root.resolve(masks).resolve(name + ".png"));
            }
        }
        notes.addAll(finder.notes(list));
        var pairs = finder.required(list);
        return new FileSamples(pairs.size() + " images of " + list, pairs, format);
    }
}
