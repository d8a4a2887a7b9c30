package dev.pixio.downstream.layout;

import dev.pixio.downstream.data.FilePair;
import dev.pixio.downstream.data.FileSamples;
import dev.pixio.downstream.data.TruthFormat;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.image.resize.CropBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NYU Depth v2 as BTS prepares it: {@code sync/SCENE} for training and {@code official_splits/test/SCENE}, each with {@code
 * rgb_N.jpg} and {@code sync_depth_N.png} in millimetres. Images are cut to the part where depth was measured (Eigen et al. 2014).
 */
final class NyuLayout implements DenseLayout {

    /** Rows 45 to 470 and columns 41 to 600 of 480 x 640. */
    private static final CropBox MEASURED = new CropBox(45, 41, 426, 560);

    private static final String IMAGE = "rgb_";
    private static final String DEPTH = "sync_depth_";

    @Override
    public String id() {
        return "nyuv2";
    }

    @Override
    public String shape() {
        return "nyuv2 (sync and official_splits/test, with rgb_N.jpg and sync_depth_N.png)";
    }

    @Override
    public boolean has(PairSettings.Wanted task) {
        return task == PairSettings.Wanted.DEPTH;
    }

    @Override
    public boolean matches(Path root) {
        return Files.isDirectory(root.resolve("sync")) && Files.isDirectory(root.resolve("official_splits"));
    }

    @Override
    public DenseData open(Path root, PairSettings settings) throws IOException {
        DepthRange range = settings.range().orElse(DepthRange.NYU);
        TruthFormat format = new TruthFormat.Depths(settings.perMetre().orElse(PairSettings.MILLIMETRES));
        List<String> notes = new ArrayList<>();
        return new DenseData(
                new DepthEstimation(range),
                samples(root.resolve("sync"), format, notes),
                samples(root.resolve("official_splits").resolve("test"), format, notes),
                notes);
    }

    private static FileSamples samples(Path folder, TruthFormat format, List<String> notes) throws IOException {
        PairFinder finder = new PairFinder().addFolder(folder, name -> {
            int start = name.lastIndexOf('/') + 1;
            String file = name.substring(start);
            return file.startsWith(IMAGE)
                    ? Optional.of(
                            folder.resolve(name.substring(0, start) + DEPTH + file.substring(IMAGE.length()) + ".png"))
                    : Optional.empty();
        });
        notes.addAll(finder.notes(folder));
        List<FilePair> pairs = finder.required(folder);
        return new FileSamples(pairs.size() + " images of " + folder, pairs, format, Optional.of(MEASURED));
    }
}
