package dev.pixio.downstream.layout;

import dev.pixio.data.folder.FolderSource;
import dev.pixio.downstream.data.FilePair;
import dev.pixio.downstream.data.FileSamples;
import dev.pixio.downstream.data.TruthFormat;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.torch.RandomStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * KITTI: {@code images/DATE/DRIVE/image_02/data/N.png} and {@code annotations/DRIVE/proj_depth/groundtruth/image_02/N.png}, 256 per
 * metre. Test images are those whose drives are in {@code test_drives.txt}, one per line; without it, a share of the drives that the
 * seed selects, because images of one drive are alike.
 */
final class KittiLayout implements DenseLayout {

    private static final double PER_METRE = 256;
    private static final String TEST_DRIVES = "test_drives.txt";

    @Override
    public String id() {
        return "kitti";
    }

    @Override
    public String shape() {
        return "kitti (images/DATE/DRIVE/image_02/data and annotations/DRIVE/proj_depth/groundtruth/image_02)";
    }

    @Override
    public boolean has(PairSettings.Wanted task) {
        return task == PairSettings.Wanted.DEPTH;
    }

    @Override
    public boolean matches(Path root) {
        Path annotations = root.resolve("annotations");
        if (!Files.isDirectory(root.resolve("images")) || !Files.isDirectory(annotations)) {
            return false;
        }
        try (var drives = Files.list(annotations)) {
            return drives.anyMatch(drive -> Files.isDirectory(drive.resolve("proj_depth")));
        } catch (IOException e) {
            return false;
        }
    }

    /** A pair, and the drive that it is of. */
    private record Frame(String drive, FilePair pair) {}

    @Override
    public DenseData open(Path root, PairSettings settings) throws IOException {
        List<String> notes = new ArrayList<>();
        List<Frame> frames = frames(root, notes);
        Set<String> test = testDrives(root, frames, settings);
        TruthFormat format = new TruthFormat.Depths(settings.perMetre().orElse(PER_METRE));
        return new DenseData(
                new DepthEstimation(settings.range().orElse(DepthRange.KITTI)),
                samples(
                        root,
                        "training drives",
                        frames.stream()
                                .filter(frame -> !test.contains(frame.drive))
                                .toList(),
                        format),
                samples(
                        root,
                        "test drives",
                        frames.stream()
                                .filter(frame -> test.contains(frame.drive))
                                .toList(),
                        format),
                notes);
    }

    private static FileSamples samples(Path root, String part, List<Frame> frames, TruthFormat format)
            throws IOException {
        if (frames.isEmpty()) {
            throw new IOException(root + " has no images of " + part + "; " + TEST_DRIVES
                    + " there can list the drives of the test, one per line");
        }
        return new FileSamples(
                frames.size() + " images of the " + part + " of " + root,
                frames.stream().map(Frame::pair).toList(),
                format);
    }

    private static List<Frame> frames(Path root, List<String> notes) throws IOException {
        Path annotations = root.resolve("annotations");
        FolderSource depths = FolderSource.of(annotations);
        List<Frame> frames = new ArrayList<>();
        int alone = 0;
        for (long i = 0; i < depths.size(); i++) {
            Path depth = depths.path(i);
            Path relative = annotations.relativize(depth); // DRIVE/proj_depth/groundtruth/CAMERA/N.png
            if (relative.getNameCount() != 5) {
                continue;
            }
            String drive = relative.getName(0).toString();
            Path image = root.resolve("images")
                    .resolve(drive.substring(0, Math.min(10, drive.length())))
                    .resolve(drive)
                    .resolve(relative.getName(3))
                    .resolve("data")
                    .resolve(relative.getName(4));
            if (Files.isRegularFile(image)) {
                frames.add(new Frame(drive, new FilePair(image, depth)));
            } else {
                alone++;
            }
        }
        if (alone > 0) {
            notes.add(annotations + ": " + alone + " depth maps have no image and are left out");
        }
        return frames;
    }

    private static Set<String> testDrives(Path root, List<Frame> frames, PairSettings settings) throws IOException {
        Path list = root.resolve(TEST_DRIVES);
        if (Files.isRegularFile(list)) {
            Set<String> drives = new TreeSet<>();
            TextLines.of(list).forEach(line -> drives.add(line.strip()));
            return drives;
        }
        List<String> drives =
                new ArrayList<>(new TreeSet<>(frames.stream().map(Frame::drive).toList()));
        int wanted = (int) Math.max(1, Math.round(drives.size() * settings.testShare()));
        RandomStream random = RandomStream.of(settings.seed(), "test drives");
        Set<String> chosen = new TreeSet<>();
        while (chosen.size() < wanted && !drives.isEmpty()) {
            chosen.add(drives.remove(random.nextInt(drives.size())));
        }
        return chosen;
    }
}
