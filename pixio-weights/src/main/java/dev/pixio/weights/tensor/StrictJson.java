package dev.pixio.weights.tensor;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Parses untrusted JSON: valid UTF-8, no duplicate keys, limited nesting and lengths. */
public final class StrictJson {

    private static final int LONGEST_STRING = 8 << 20;
    private static final int MOST_STRINGS = 100_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(20)
                    .maxNameLength(4_000)
                    .maxStringLength(LONGEST_STRING)
                    .maxNumberLength(30)
                    .build())
            .build();

    private StrictJson() {}

    public static JsonParser parser(ByteBuffer json) {
        return FACTORY.createParser(
                ObjectReadContext.empty(),
                new InputStreamReader(
                        stream(json), StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)));
    }

    /** Reads the object of strings at the current token; empty for {@code null}. */
    public static Map<String, String> strings(JsonParser parser, String what) throws WeightsException {
        Map<String, String> strings = new LinkedHashMap<>();
        if (parser.hasToken(JsonToken.VALUE_NULL)) {
            return strings;
        }
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            throw new WeightsException(what + " is not an object of strings");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING || strings.size() >= MOST_STRINGS) {
                throw new WeightsException(
                        what + " is not an object of strings, at most " + MOST_STRINGS + ", at '" + name + "'");
            }
            strings.put(name, parser.getString());
        }
        return strings;
    }

    /** Checks that only white space follows the object. */
    public static void requireEnd(JsonParser parser, Object what) throws WeightsException {
        if (parser.nextToken() != null) {
            throw new WeightsException(what + " has data after its JSON");
        }
    }

    private static InputStream stream(ByteBuffer bytes) {
        return new InputStream() {
            @Override
            public int read() {
                return bytes.hasRemaining() ? Byte.toUnsignedInt(bytes.get()) : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int count = Math.min(length, bytes.remaining());
                bytes.get(into, offset, Math.max(0, count));
                return count == 0 && length > 0 ? -1 : count;
            }
        };
    }
}
