package dev.pixio.train.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.data.loader.UnreadableTally;
import dev.pixio.io.DurableFile;
import dev.pixio.io.OneLine;
import dev.pixio.io.format.JsonDamage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state of a run in a checkpoint, other than weights and moments: everything needed to resume the run exactly.
 *
 * @param step number of completed optimizer steps
 * @param totalSteps planned number of optimizer steps
 * @param position of the next batch in the data
 * @param seed of all random choices; together with the position it determines all further ones
 * @param images number of images that were trained on, counting repetitions
 * @param seconds duration of all steps
 * @param notFinite number of batches skipped because loss or gradients were not finite
 * @param source the training data
 * @param unreadable images that could not be read
 * @param machine settings that determine rounding
 * @param metrics of the last step, by name
 * @param plan all settings of the run
 * @param versions of the software, by name
 * @param saved time of the checkpoint
 */
@JsonInclude
public record TrainingState(
        long step,
        long totalSteps,
        StreamPosition position,
        long seed,
        long images,
        double seconds,
        long notFinite,
        Source source,
        UnreadableTally unreadable,
        Machine machine,
        Map<String, Double> metrics,
        JsonNode plan,
        Map<String, String> versions,
        Instant saved) {

    /**
     * The training data.
     *
     * @param description to display
     * @param size number of images
     * @param fingerprint hash of the image names in order
     */
    public record Source(String description, long size, String fingerprint) {

        /** The saved form of an image source. */
        public static Source of(ImageSource images) {
            return new Source(images.description(), images.size(), images.fingerprint());
        }
    }

    /**
     * Settings that determine rounding. If they are unchanged, a resumed run on a CPU is bit-identical.
     *
     * @param device type and index
     * @param precision of matrix products
     * @param threads per operation on a CPU
     * @param microBatch number of images per forward pass
     */
    public record Machine(String device, String precision, int threads, int microBatch) {}

    private static final int LONGEST_PLACE = 100;

    private static final List<String> REQUIRED =
            List.of("position", "source", "unreadable", "machine", "metrics", "plan", "versions", "saved");

    void write(Path path) throws IOException {
        DurableFile.write(
                path, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /** As JSON, for another process of this version. */
    public String toJson() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    /** The state that {@link #toJson} wrote. */
    public static TrainingState ofJson(String json) {
        return JsonMapper.shared().readValue(json, TrainingState.class);
    }

    /**
     * Reads the state of a checkpoint, also of earlier versions.
     *
     * @throws IOException if the file is missing or is not a state
     */
    public static TrainingState read(Checkpoint checkpoint) throws IOException {
        try {
            JsonNode tree = JsonMapper.shared().readTree(Files.readAllBytes(checkpoint.state()));
            migrate(tree);
            for (String required : REQUIRED) {
                if (tree.path(required).isMissingNode() || tree.path(required).isNull()) {
                    throw new IOException(checkpoint.state() + " is not a training state: it has no " + required);
                }
            }
            return JsonMapper.shared().treeToValue(tree, TrainingState.class);
        } catch (DatabindException e) {
            throw new IOException(
                    checkpoint.state() + " is not a training state: the value of " + OneLine.of(place(e), LONGEST_PLACE)
                            + " is not valid",
                    e);
        } catch (JacksonException e) {
            throw new IOException(checkpoint.state() + " is not a training state: it " + JsonDamage.of(e), e);
        }
    }

    /** Such as {@code position.epoch}: the library's own message is about classes. */
    private static String place(DatabindException e) {
        String place = e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        return place.isEmpty() ? "the whole" : place;
    }

    /** Renames the keys of earlier versions. */
    private static void migrate(JsonNode tree) {
        rename(tree, "pictures", "images");
        rename(tree, "broken", "unreadable");
        if (tree.get("unreadable") instanceof ObjectNode tally) {
            rename(tally, "broken", "unreadable");
            if (!tally.has("unlisted")) {
                tally.putArray("unlisted"); // earlier versions counted only the listed images
            }
        }
    }

    private static void rename(JsonNode tree, String earlier, String key) {
        if (tree instanceof ObjectNode object && object.has(earlier)) {
            object.set(key, object.remove(earlier));
        }
    }
}
