package dev.pixio.bench.fuzz;

import com.github.luben.zstd.Zstd;
import dev.pixio.bench.fuzz.mutation.ByteMutator;
import dev.pixio.bench.fuzz.mutation.LinesMutator;
import dev.pixio.bench.fuzz.mutation.Mutator;
import dev.pixio.bench.fuzz.mutation.TarMutator;
import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FileTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Files of several images, opened and read as {@code --data} does: tar archives, Parquet and Arrow, DICOM, videos, lists of paths. */
final class SourceTargets {

    /** More images are not read: a changed list may name one a thousand times. */
    private static final int MOST_IMAGES = 8;

    private static final int SHARE = 4;

    private final Path folder;
    private final ImageDecoder decoder = new ImageDecoder(2_000_000, 1 << 20);
    private final List<FuzzTarget> targets = new ArrayList<>();

    private SourceTargets(Path folder) {
        this.folder = folder;
    }

    static List<FuzzTarget> create(Path folder) throws IOException {
        SourceTargets all = new SourceTargets(folder);
        byte[] image = ImageTargets.small();
        byte[] tar = tar(image);
        Mutator bytes = new ByteMutator();
        Mutator members = Mutator.anyOf(bytes, new TarMutator(), new TarMutator());
        all.add("tar", List.of(tar), members);
        all.add("tar.gz", List.of(gzip(tar)), bytes);
        all.add("tar.zst", List.of(Zstd.compress(tar)), bytes);
        Files.write(folder.resolve("a.png"), image);
        all.add(
                "txt",
                List.of("a.png\n\nb.png\r\n./a.png\n".getBytes(StandardCharsets.UTF_8)),
                Mutator.anyOf(bytes, new LinesMutator(bytes)));
        all.addTests("pixio-tables", "parquet", "");
        all.addTests("pixio-tables", "arrow", "");
        all.addTests("pixio-dicom", "dcm", "");
        for (String video : List.of("mp4", "mkv", "webm", "avi", "mov")) {
            all.addTests("pixio-video", video, "#every:3");
        }
        return all.targets;
    }

    /** With the files of the tests of this checkout, if there is one. */
    private void addTests(String module, String extension, String choice) throws IOException {
        Optional<GoldenFiles> tests = GoldenFiles.of(module);
        if (tests.isPresent()) {
            add(extension, tests.get().named(name -> name.endsWith("." + extension)), new ByteMutator(), choice);
        }
    }

    private void add(String extension, List<byte[]> seeds, Mutator mutator) {
        add(extension, seeds, mutator, "");
    }

    /**
     * Adds a kind of file.
     *
     * @param choice of what a file has, after its name
     */
    private void add(String extension, List<byte[]> seeds, Mutator mutator, String choice) {
        Path file = folder.resolve("images." + extension);
        Path indices = folder.resolve("indices-" + extension);
        SourceSettings settings = SourceSettings.DEFAULT.withIndices(indices).withDecoder(decoder);
        targets.add(new FuzzTarget("source-" + extension, SHARE, seeds, mutator, file, () -> {
            FileTree.delete(indices); // two files of one time and size are the same to it
            try (ImageSource source = DataSources.STANDARD.open(file + choice, settings)) {
                read(source);
            }
        }));
    }

    private static void read(ImageSource source) {
        for (long index = 0; index < Math.min(source.size(), MOST_IMAGES); index++) {
            try (RgbImage image = source.read(index)) {
                image.width();
            } catch (ImageReadException e) {
                if (source.name(index).isEmpty()) {
                    throw new IllegalStateException("an image without a name", e);
                }
            }
        }
    }

    private static byte[] tar(byte[] image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (String name : List.of("0001.png", "0001.cls", "photos/" + "long".repeat(40) + ".png", "0003.png")) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(image.length);
                tar.putArchiveEntry(entry);
                tar.write(image);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}
