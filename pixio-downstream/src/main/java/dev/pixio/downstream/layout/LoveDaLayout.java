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

/**
 * LoveDA: {@code Train} and {@code Val}, or {@code Train/Train} and {@code Val/Val}, with {@code Urban} and {@code Rural}, of which each
 * has {@code images_png} and {@code masks_png}. Label 0 is "no data" and does not count.
 */
final class LoveDaLayout implements DenseLayout {

    private static final List<String> CLASSES =
            List.of("background", "building", "road", "water", "barren", "forest", "agriculture");

    private static final int BATCH = 8;

    @Override
    public String id() {
        return "loveda";
    }

    @Override
    public String shape() {
        return "loveda (Train and Val, with Urban and Rural, with images_png and masks_png)";
    }

    @Override
    public boolean has(PairSettings.Wanted task) {
        return task == PairSettings.Wanted.SEGMENTATION;
    }

    @Override
    public boolean matches(Path root) {
        return !areas(root, "Train").isEmpty();
    }

    /** The folders Urban and Rural, those that exist. */
    private static List<Path> areas(Path root, String part) {
        Path folder = root.resolve(part);
        Path inner = folder.resolve(part);
        Path parent = Files.isDirectory(inner) ? inner : folder;
        return List.of(parent.resolve("Rural"), parent.resolve("Urban")).stream()
                .filter(area -> Files.isDirectory(area.resolve("images_png")))
                .toList();
    }

    @Override
    public DenseData open(Path root, PairSettings settings) throws IOException {
        Segmentation task = new Segmentation(settings.classes().isEmpty() ? CLASSES : settings.classes());
        List<String> notes = new ArrayList<>();
        return new DenseData(
                task, samples(root, "Train", task, notes), samples(root, "Val", task, notes), notes, BATCH);
    }

    private static FileSamples samples(Path root, String part, Segmentation task, List<String> notes)
            throws IOException {
        PairFinder finder = new PairFinder();
        for (Path area : areas(root, part)) {
            finder.addFolder(
                    area.resolve("images_png"),
                    name -> Optional.of(area.resolve("masks_png").resolve(name + ".png")));
        }
        Path where = root.resolve(part);
        notes.addAll(finder.notes(where));
        List<FilePair> pairs = finder.required(where);
        return new FileSamples(
                pairs.size() + " images of " + where,
                pairs,
                new TruthFormat.Labels(1, task.classes().size()));
    }
}
