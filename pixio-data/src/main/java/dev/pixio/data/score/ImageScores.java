package dev.pixio.data.score;

import dev.pixio.io.Sha256;
import dev.pixio.io.format.JsonDamage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Scores of images by their names, read from files.
 *
 * <p>A {@code .json} file is one of the official files of a tar: an object whose keys are images, each with an object of
 * {@code histogram_score}, {@code mae_loss}, {@code width} and {@code height}. A folder stands for the {@code .json} and
 * {@code .jsonl} files in it, and for the {@code .parquet} files; an image then is also found as {@code tar/key}. A {@code .parquet} file is
 * read by another module. Any other file has a JSON object with a {@code path} in each line.
 */
public final class ImageScores {

    /** Reads files of a format that this module does not know. */
    @FunctionalInterface
    public interface FileReader {

        /**
         * Passes on the scores of a file.
         *
         * @throws IOException in one line: it cannot be read
         */
        void read(Path file, Consumer<ImageScore> scores) throws IOException;
    }

    private static final List<String> EXTENSIONS = List.of(".json", ".jsonl", ".parquet");

    private final Path path;
    private final Map<String, ImageScore> byName = new HashMap<>();
    private final Map<String, Path> files = new HashMap<>(); // of the keys that do not name their file
    private final Map<String, String> ambiguous = new HashMap<>(); // keys that two files have, and the files
    private final Sha256 digest = new Sha256();

    private ImageScores(Path path) {
        this.path = path;
    }

    /**
     * Reads a file, or the files of a folder, without support for Parquet.
     *
     * @throws IOException in one line, as {@link #read(Path, FileReader)}
     */
    public static ImageScores read(Path path) throws IOException {
        return read(path, (file, scores) -> {
            throw new FileSystemException(file.toString(), null, "scores in Parquet need pixio-eval to be read");
        });
    }

    /**
     * Reads a file, or the files of a folder.
     *
     * @param parquet reads {@code .parquet} files
     * @throws IOException in one line: there is none, or it has no scores; the message names file and line
     */
    public static ImageScores read(Path path, FileReader parquet) throws IOException {
        ImageScores scores = new ImageScores(path);
        if (Files.isDirectory(path)) {
            for (Path file : files(path)) {
                scores.add(file, parquet);
            }
        } else if (Files.exists(path)) {
            scores.add(path, parquet);
        } else {
            throw new FileSystemException(path.toString(), null, "there is no such file of scores");
        }
        if (scores.byName.isEmpty()) {
            throw new FileSystemException(path.toString(), null, "it has no scores");
        }
        return scores;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> EXTENSIONS.stream().anyMatch(extension -> hasExtension(file, extension)))
                    .sorted()
                    .toList();
        }
    }

    /** Extensions are in any case, as those of the files that are written. */
    private static boolean hasExtension(Path file, String extension) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(extension);
    }

    private void add(Path file, FileReader parquet) throws IOException {
        digest.add(file);
        if (hasExtension(file, ".json")) {
            addObject(file);
        } else if (hasExtension(file, ".parquet")) {
            parquet.read(file, score -> add(score.path(), score, file));
        } else {
            addLines(file);
        }
    }

    private void addLines(Path file) throws IOException {
        long number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    ImageScore score = ScoreJson.parse(line);
                    add(score.path(), score, file);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new FileSystemException(
                    file.toString(), null, "line " + number + " has no scores: " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new FileSystemException(file.toString(), null, "it is no text in UTF-8");
        }
    }

    private void add(String key, ImageScore score, Path file) {
        byName.put(key, score);
        Path other = files.putIfAbsent(key, file);
        if (other != null && !other.equals(file)) {
            ambiguous.put(key, other.getFileName() + " and " + file.getFileName());
        }
    }

    private void addObject(Path file) throws IOException {
        String name = file.getFileName().toString();
        String tar = name.substring(0, name.length() - ".json".length());
        try {
            JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(file));
            if (!json.isObject()) {
                throw new FileSystemException(file.toString(), null, "it is no JSON object of images");
            }
            for (Map.Entry<String, JsonNode> image : json.properties()) {
                ImageScore score = parse(file, image);
                byName.put(tar + "/" + image.getKey(), score);
                add(image.getKey(), score, file);
            }
        } catch (JacksonException e) {
            throw new FileSystemException(file.toString(), null, "it " + JsonDamage.of(e));
        }
    }

    private static ImageScore parse(Path file, Map.Entry<String, JsonNode> image) throws FileSystemException {
        try {
            return ScoreJson.parse(image.getKey(), image.getValue());
        } catch (IllegalArgumentException e) {
            throw new FileSystemException(file.toString(), null, image.getKey() + " has no scores: " + e.getMessage());
        }
    }

    /**
     * The scores of an image: by its name; without its extension; and with {@code .tar/} read as {@code /}.
     *
     * @throws IllegalArgumentException in one line: several files have an image of this name
     */
    public Optional<ImageScore> of(String name) {
        return found(name)
                .or(() -> found(withoutExtension(name)))
                .or(() -> found(withoutExtension(name.replace(".tar/", "/"))));
    }

    private Optional<ImageScore> found(String key) {
        if (ambiguous.containsKey(key)) {
            throw new IllegalArgumentException(
                    path + " has several scores of " + key + ", in " + ambiguous.get(key) + ": name one file");
        }
        return Optional.ofNullable(byName.get(key));
    }

    private static String withoutExtension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(0, dot) : name;
    }

    /** The file or folder. */
    public Path path() {
        return path;
    }

    /** A digest of the content of the files, 64 hexadecimal digits; called once. */
    String digest() {
        return digest.hex();
    }
}
