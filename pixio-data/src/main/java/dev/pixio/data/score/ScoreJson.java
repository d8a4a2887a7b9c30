package dev.pixio.data.score;

import dev.pixio.io.format.JsonDamage;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The scores of an image as a JSON object, in our names or those of the official files. */
public final class ScoreJson {

    private static final String PATH = "path";
    private static final String WIDTH = "width";
    private static final String HEIGHT = "height";
    private static final String ENTROPY = "entropy";
    private static final String LOSS = "loss";
    private static final String DIGEST = "sha256";
    private static final String HASH = "dhash";
    private static final String EXACT = "duplicate_of";
    private static final String NEAR = "near_duplicate_of";
    private static final String DISTANCE = "distance";
    private static final String ERROR = "error";
    private static final String OFFICIAL_ENTROPY = "histogram_score";
    private static final String OFFICIAL_LOSS = "mae_loss";

    private ScoreJson() {}

    /** One line, without line feed. */
    public static String line(ImageScore score) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put(PATH, score.path());
        score.pixels().ifPresent(pixels -> {
            json.put(WIDTH, pixels.width());
            json.put(HEIGHT, pixels.height());
            json.put(ENTROPY, pixels.entropy());
            score.loss().ifPresent(loss -> json.put(LOSS, loss));
            json.put(DIGEST, pixels.digest());
            json.put(HASH, hex(pixels.hash()));
        });
        score.duplicate().ifPresent(duplicate -> {
            if (duplicate.isExact()) {
                json.put(EXACT, duplicate.of());
            } else {
                json.put(NEAR, duplicate.of());
                json.put(DISTANCE, duplicate.distance());
            }
        });
        if (!score.error().isEmpty()) {
            json.put(ERROR, score.error());
        }
        return json.toString();
    }

    private static String hex(long hash) {
        String digits = Long.toHexString(hash);
        return "0".repeat(2 * Long.BYTES - digits.length()) + digits;
    }

    /**
     * The scores in a line.
     *
     * @throws IllegalArgumentException in one line: it is no JSON object, or a score is missing or no number
     */
    public static ImageScore parse(String line) {
        try {
            return parse(JsonMapper.shared().readTree(line));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it " + JsonDamage.of(e), e);
        }
    }

    /** As {@link #parse(String)}, for JSON that has been read. */
    public static ImageScore parse(JsonNode json) {
        if (!json.isObject() || !json.path(PATH).isString()) {
            throw new IllegalArgumentException("it is no object with a " + PATH);
        }
        return parse(json.path(PATH).asString(), json);
    }

    /** As {@link #parse(String)}, for an object that need not contain the name. */
    static ImageScore parse(String path, JsonNode json) {
        if (json.path(ERROR).isString()) {
            return ImageScore.unreadable(path, json.path(ERROR).asString());
        }
        String entropy = json.has(OFFICIAL_ENTROPY) ? OFFICIAL_ENTROPY : ENTROPY;
        String loss = json.has(OFFICIAL_LOSS) ? OFFICIAL_LOSS : LOSS;
        PixelScore pixels = new PixelScore(
                (int) number(json, WIDTH),
                (int) number(json, HEIGHT),
                number(json, entropy),
                json.path(DIGEST).asString(""),
                hash(json.path(HASH).asString("0")));
        Optional<Duplicate> duplicate = json.has(EXACT)
                ? Optional.of(Duplicate.exact(json.path(EXACT).asString()))
                : json.has(NEAR)
                        ? Optional.of(new Duplicate(json.path(NEAR).asString(), (int) number(json, DISTANCE)))
                        : Optional.empty();
        return new ImageScore(
                path,
                Optional.of(pixels),
                json.has(loss) ? OptionalDouble.of(number(json, loss)) : OptionalDouble.empty(),
                duplicate,
                "");
    }

    private static long hash(String digits) {
        try {
            return Long.parseUnsignedLong(digits, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(HASH + " is not hexadecimal: " + digits, e);
        }
    }

    private static double number(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw new IllegalArgumentException(value.isMissingNode() ? "it has no " + name : name + " is no number");
        }
        return value.asDouble();
    }
}
