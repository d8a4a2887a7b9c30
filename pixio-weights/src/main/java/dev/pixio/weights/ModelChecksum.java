package dev.pixio.weights;

import dev.pixio.io.Sha256;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares the model of a checkpoint with the size and SHA-256 in the checkpoint's manifest. The other files of the
 * checkpoint, which are larger and are not used, are not read.
 */
final class ModelChecksum {

    /** Beside the files of a checkpoint: {@code {"files": {NAME: {"bytes": N, "sha256": HEX}, ...}}}. */
    private static final String MANIFEST = "MANIFEST.json";

    private static final Pattern STEP = Pattern.compile("step-(\\d{1,18})");

    private ModelChecksum() {}

    /**
     * Checks a file of weights, if there is a manifest beside it.
     *
     * @param model the file
     * @throws WeightsException if it is not the file that was written, or the manifest is unreadable
     */
    static void verify(Path model) throws IOException {
        Path manifest = model.resolveSibling(MANIFEST);
        if (!Files.isRegularFile(manifest)) {
            return;
        }
        Optional<String> damage = damage(model, manifest);
        if (damage.isPresent()) {
            throw new WeightsException(damage.get() + "; " + remedy(model));
        }
    }

    private static Optional<String> damage(Path model, Path manifest) throws IOException {
        JsonNode written = entry(manifest, model.getFileName().toString());
        if (!written.path("bytes").isIntegralNumber() || !written.path("sha256").isString()) {
            return Optional.of(manifest + " is damaged: it has no size and SHA-256 of " + model.getFileName());
        }
        long bytes = Files.size(model);
        if (bytes != written.path("bytes").asLong()) {
            return Optional.of(model + " is damaged: it has " + bytes + " bytes and was written with "
                    + written.path("bytes").asLong());
        }
        if (!Sha256.hexOf(model).equals(written.path("sha256").asString())) {
            return Optional.of(model + " is damaged: its SHA-256 is not the one in " + MANIFEST);
        }
        return Optional.empty();
    }

    private static JsonNode entry(Path manifest, String name) throws IOException {
        // Bytes, not text: a flipped bit may leave no valid UTF-8.
        byte[] json = Files.readAllBytes(manifest);
        try {
            return JsonMapper.shared().readTree(json).path("files").path(name);
        } catch (JacksonException e) {
            throw new WeightsException(manifest + " is damaged: it is not JSON; " + remedy(manifest));
        }
    }

    private static String remedy(Path damaged) throws IOException {
        return before(damaged.toAbsolutePath().resolveSibling(""))
                .map(folder -> "use the checkpoint before it, " + folder)
                .orElse("restore it from a copy");
    }

    /** The newest checkpoint of the same run with a lower step. */
    private static Optional<Path> before(Path checkpoint) throws IOException {
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
