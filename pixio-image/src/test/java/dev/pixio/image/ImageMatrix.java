package dev.pixio.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The files of {@code tools/reference/image_matrix.py} with the pixels, or the refusal, that are expected of each. */
final class ImageMatrix {

    /** Damage that only the messages of libjpeg and libtiff tell, which are collected on Linux. */
    private static final String NEEDS_MESSAGES = "damaged-";

    private final Map<String, byte[]> content;

    private ImageMatrix(Map<String, byte[]> content) {
        this.content = content;
    }

    /**
     * A file.
     *
     * @param expected the name of its pixels; empty if it must be refused
     * @param width of the upright image
     * @param height of the upright image
     * @param tolerance in grey levels
     * @param refusal a regular expression that the reason must match
     */
    record Case(String name, String expected, int width, int height, int tolerance, String refusal) {

        private static Case of(String line) {
            String[] columns = line.split(",", -1);
            return new Case(
                    columns[0],
                    columns[1],
                    Integer.parseInt(columns[2]),
                    Integer.parseInt(columns[3]),
                    Integer.parseInt(columns[4]),
                    columns[5]);
        }

        boolean mustBeRefused() {
            return expected.isEmpty();
        }
    }

    static ImageMatrix load() throws IOException {
        Map<String, byte[]> content = new HashMap<>();
        try (ZipInputStream archive = new ZipInputStream(open())) {
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                content.put(entry.getName(), archive.readAllBytes());
            }
        }
        return new ImageMatrix(content);
    }

    private static InputStream open() throws IOException {
        String folder = System.getProperty("pixio.image.matrix", "");
        if (!folder.isEmpty()) {
            return Files.newInputStream(Path.of(folder, "matrix.zip"));
        }
        return Optional.ofNullable(ImageMatrix.class.getResourceAsStream("/golden/matrix/matrix.zip"))
                .orElseThrow();
    }

    List<Case> cases() {
        boolean messages =
                System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        return new String(required("cases.csv"), StandardCharsets.UTF_8)
                .lines()
                .map(Case::of)
                .filter(file -> messages || !file.name().startsWith(NEEDS_MESSAGES))
                .toList();
    }

    byte[] file(String name) {
        return required("files/" + name);
    }

    /** The pixels of a file that is read, three bytes each. */
    byte[] expected(Case file) {
        return required("expected/" + file.expected());
    }

    private byte[] required(String name) {
        return Optional.ofNullable(content.get(name)).orElseThrow(() -> new AssertionError("no " + name));
    }
}
