package dev.pixio.train.run;

import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Images that a run draws at some of its steps: files {@code step-N.png}.
 *
 * @param folder of the files; it need not exist
 */
public record StepImages(Path folder) {

    private static final String STEP = "step-";
    private static final Pattern NAME = Pattern.compile(STEP + "(\\d{1,18})\\.png");

    /** The image after a step. */
    public Path at(long step) {
        return folder.resolve(STEP + step + ".png");
    }

    /** The steps of which there are images, in ascending order. */
    public List<Long> steps() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Long.valueOf(name.group(1)))
                    .sorted()
                    .toList();
        }
    }

    /** Deletes the images and their temporary files, and the folder if it has no others. */
    void delete() throws IOException {
        for (long step : steps()) {
            Path image = at(step);
            if (!Files.isDirectory(image, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(image);
            }
        }
        DurableFile.deleteTemporaryFiles(folder, StepImages::isNamed);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> others = Files.list(folder)) {
            if (others.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(folder);
    }

    /** Whether a file is named as one of the images. */
    static boolean isNamed(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }
}
