package dev.pixio.embed.log;

import dev.pixio.embed.FeatureOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is kept with features in each format, as JSON under the name {@value #NAME}.
 *
 * @param origin what the features depend on
 * @param dtype how they are stored, {@code fp32} or {@code fp16}
 * @param version of Pixio that wrote them
 */
public record FeatureHeader(FeatureOrigin origin, String dtype, String version) {

    /** Where a format has named metadata. */
    public static final String NAME = "pixio.features";

    /** The format of stored numbers. */
    public FeatureNumber number() {
        return FeatureNumber.named(dtype);
    }

    /** Bytes of the features of an image. */
    public int rowBytes() {
        return Math.multiplyExact(origin.dimension(), number().bytes());
    }

    /**
     * Refuses to put features into a file that holds others.
     *
     * @param file of this header
     * @param here what would be added
     * @throws FeatureFileException if they cannot be mixed; the message says what differs
     */
    public void requireSame(Path file, FeatureHeader here) throws FeatureFileException {
        List<String> differences = new ArrayList<>(origin.differences(here.origin));
        if (!dtype.equals(here.dtype)) {
            differences.add("dtype is " + dtype + " there and " + here.dtype + " here");
        }
        if (!differences.isEmpty()) {
            throw new FeatureFileException(file + " holds other features: " + String.join("; ", differences)
                    + ". Use the same, or another --out");
        }
    }

    /** As it is stored; {@link #parse} reads it. */
    public String toJson() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param file where it was, for the message
     * @throws FeatureFileException if it is no such header
     */
    public static FeatureHeader parse(Path file, String json) throws IOException {
        try {
            return JsonMapper.shared().readValue(json, FeatureHeader.class);
        } catch (JacksonException e) {
            throw FeatureFileException.invalid(file, "its metadata cannot be read: " + e.getOriginalMessage());
        }
    }
}
