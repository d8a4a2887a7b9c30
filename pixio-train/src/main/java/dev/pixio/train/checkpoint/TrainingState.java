package dev.pixio.train.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.data.loader.UnreadableTally;
import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where in a run a checkpoint was taken: all that a run needs to go on as if it had not been broken off, but for the weights
 * and moments.
 *
 * @param step optimizer steps that were taken
 * @param totalSteps that the run is meant to have
 * @param position which images come next
 * @param seed of every random choice; with the position it names all that come
 * @param images that went through the model
 * @param seconds that the steps took
 * @param notFinite batches that were passed over because of a loss or gradient that was not finite
 * @param source the images that are learned from
 * @param unreadable what is known of images that could not be read
 * @param machine how numbers were rounded
 * @param metrics of the last step, by name
 * @param plan all settings of the run
 * @param versions of what computed it, by name
 * @param saved when
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
     * The images that are learned from.
     *
     * @param description for people
     * @param size how many
     * @param fingerprint of their names in order
     */
    public record Source(String description, long size, String fingerprint) {

        /** What a checkpoint remembers of a source. */
        public static Source of(ImageSource images) {
            return new Source(images.description(), images.size(), images.fingerprint());
        }
    }

    /**
     * What decides how numbers are rounded: with the same, a resumed run is bit-equal on a CPU.
     *
     * @param device kind and number
     * @param precision of products
     * @param threads of an operation on a CPU
     * @param microBatch images that go through the model at once
     */
    public record Machine(String device, String precision, int threads, int microBatch) {}

    void write(Path path) throws IOException {
        DurableFile.write(
                path, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /**
     * The state of a checkpoint.
     *
     * @throws IOException if the file is missing or is no state
     */
    public static TrainingState read(Checkpoint checkpoint) throws IOException {
        try {
            JsonNode tree = JsonMapper.shared().readTree(Files.readString(checkpoint.state()));
            migrate(tree);
            return JsonMapper.shared().treeToValue(tree, TrainingState.class);
        } catch (JacksonException e) {
            throw new IOException(
                    checkpoint.state() + " says nothing that this version understands: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    /** Gives the state of an earlier version the keys of this one. */
    private static void migrate(JsonNode tree) {
        rename(tree, "pictures", "images");
        rename(tree, "broken", "unreadable");
        if (tree.get("unreadable") instanceof ObjectNode tally) {
            rename(tally, "broken", "unreadable");
            if (!tally.has("unlisted")) {
                tally.putArray("unlisted"); // only the listed images were counted
            }
        }
    }

    private static void rename(JsonNode tree, String earlier, String key) {
        if (tree instanceof ObjectNode object && object.has(earlier)) {
            object.set(key, object.remove(earlier));
        }
    }
}
