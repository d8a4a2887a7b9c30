package dev.pixio.weights.config;

import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of attention heads that a file of weights, or a file beside it, states.
 *
 * @param heads empty if there is no such statement
 * @param where it is, for messages
 */
public record StatedHeads(OptionalInt heads, String where) {

    /** No statement. */
    public static final StatedHeads NONE = new StatedHeads(OptionalInt.empty(), "");

    /** The name of a model in the authors' code: {@code pixio_vith16_enc1280x32h16_dec512x32h16}. */
    private static final Pattern NAME = Pattern.compile("enc(\\d{1,6})x\\d+h(\\d{1,3})_dec(\\d{1,6})x\\d+h(\\d{1,3})");

    private static final int ENCODER = 1;
    private static final int DECODER = 3;

    /** The heads of the encoder in the name of the model, in the settings of a training. */
    static StatedHeads encoderName(int width, Map<String, String> metadata) {
        return named(width, metadata, ENCODER);
    }

    /** The heads of the decoder in the name of the model, in the settings of a training. */
    static StatedHeads decoderName(int width, Map<String, String> metadata) {
        return named(width, metadata, DECODER);
    }

    /** A name with another width belongs to another model: it may be the unused default of an option. */
    private static StatedHeads named(int width, Map<String, String> metadata, int group) {
        String text = metadata.getOrDefault("args.model", "");
        Matcher name = NAME.matcher(text);
        return name.find() && Integer.parseInt(name.group(group)) == width
                ? new StatedHeads(
                        OptionalInt.of(Integer.parseInt(name.group(group + 1))),
                        "the model's name in the file, " + text)
                : NONE;
    }

    /** This, or another one if there is no such statement. */
    StatedHeads or(StatedHeads other) {
        return heads.isPresent() ? this : other;
    }
}
