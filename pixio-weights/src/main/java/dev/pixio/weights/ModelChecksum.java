package dev.pixio.weights;

import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compares the model of a checkpoint with its size and SHA-256 in the manifest. The other files of the checkpoint are not used
 * and not read: the state of the optimizer is larger than the model.
 */
final class ModelChecksum {

    private static final Pattern STEP = Pattern.compile("step-(\\d{1,18})");

    private ModelChecksum() {}

    /**
     * Checks a file of weights, if there is a manifest beside it.
     *
     * @param model the file
     * @throws WeightsException if it is not the file that was written, or the manifest is unreadable
     */
    static void verify(Path model) throws IOException {
        Path folder = model.resolveSibling("");
        if (!Files.isRegularFile(folder.resolve(CheckpointManifest.NAME))) {
            return;
        }
        Optional<String> damage =
                CheckpointManifest.damage(folder, List.of(model.getFileName().toString()));
        if (damage.isPresent()) {
            throw new WeightsException(folder + " is damaged: " + damage.get() + "; " + remedy(folder));
        }
    }

    private static String remedy(Path damaged) throws IOException {
        return previous(damaged.toAbsolutePath())
                .map(checkpoint -> "use the previous checkpoint, " + checkpoint)
                .orElse("restore it from a copy");
    }

    /** The checkpoint of the same run with the next lower step. */
    static Optional<Path> previous(Path checkpoint) throws IOException {
        long step = step(checkpoint);
        if (step < 0) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(checkpoint.resolveSibling("."))) {
            return entries.map(Path::normalize)
                    .filter(folder -> step(folder) >= 0 && step(folder) < step && Files.isDirectory(folder))
                    .max(Comparator.comparingLong(ModelChecksum::step));
        }
    }

    /** The step in the name of a checkpoint's folder, or -1 for another folder. */
    private static long step(Path folder) {
        Matcher name = STEP.matcher(folder.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }
}
