package dev.pixio.embed.log;

import dev.pixio.embed.FeatureOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The metadata stored with features in each format, as JSON under the key {@value #NAME}.
 *
 * @param origin the weights and settings that the features depend on
 * @param dtype the number format, {@code fp32} or {@code fp16}
 * @param version of Pixio that wrote them
 * @param images {@link dev.pixio.data.ImageSource#fingerprint fingerprint} of the list of images that an export was started
 *     with; empty in files of versions that did not store it
 */
public record FeatureHeader(FeatureOrigin origin, String dtype, String version, Optional<String> images) {

    /** The key of the header in the metadata of a format. */
    public static final String NAME = "pixio.features";

    /** The format of stored numbers. */
    public FeatureNumber number() {
        return FeatureNumber.named(dtype);
    }

    /** Size of the features of an image in bytes. */
    public int rowBytes() {
        return Math.multiplyExact(origin.dimension(), number().bytes());
    }

    /**
     * Checks that features can be added to a file.
     *
     * @param file the file with this header
     * @param added the header of the features to add
     * @throws FeatureFileException if they cannot be mixed; the message lists the differences
     */
    public void requireSame(Path file, FeatureHeader added) throws FeatureFileException {
        List<String> differences = new ArrayList<>(origin.differences(added.origin));
        if (!dtype.equals(added.dtype)) {
            differences.add("dtype is " + dtype + ", not " + added.dtype);
        }
        if (!differences.isEmpty()) {
            throw new FeatureFileException(file + " holds different features: " + String.join("; ", differences)
                    + ". Use the same settings, or another --out");
        }
    }

    /** Whether the features may be of the same list of images; true if one of the lists is not known. */
    public boolean mayHaveImagesOf(FeatureHeader other) {
        return images.isEmpty() || other.images.isEmpty() || images.equals(other.images);
    }

    /** The header as JSON; {@link #parse} reads it. */
    public String toJson() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param file the file it is from, for the message
     * @throws FeatureFileException if it is not such a header
     */
    public static FeatureHeader parse(Path file, String json) throws IOException {
        try {
            JsonNode tree = tree(file, json);
            if (!tree.isObject()
                    || !tree.path("origin").isObject()
                    || !tree.path("version").isString()
                    || !tree.path("dtype").isString()) {
                throw FeatureFileException.invalid(file, "its metadata is incomplete");
            }
            FeatureHeader header = JsonMapper.shared().treeToValue(tree, FeatureHeader.class);
            FeatureNumber.named(header.dtype);
            return header;
        } catch (JacksonException e) {
            throw FeatureFileException.invalid(file, "its metadata is damaged" + reason(e));
        } catch (IllegalArgumentException e) {
            throw FeatureFileException.invalid(file, "its metadata is damaged: " + e.getMessage());
        }
    }

    private static JsonNode tree(Path file, String json) throws IOException {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw FeatureFileException.noJson(file, "its metadata", e);
        }
    }

    /** What a setting refused; the library's own messages are about classes. */
    private static String reason(JacksonException e) {
        return e.getCause() instanceof IllegalArgumentException invalid && invalid.getMessage() != null
                ? ": " + invalid.getMessage()
                : "";
    }
}
