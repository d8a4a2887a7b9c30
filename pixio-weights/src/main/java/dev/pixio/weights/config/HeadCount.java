package dev.pixio.weights.config;

import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.ModelCatalog;
import dev.pixio.weights.tensor.WeightsException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Determines the number of attention heads, the only part of a model's shape that the shapes of its tensors do not contain. */
final class HeadCount {

    /** The usual width of a head in encoders; in the decoders of MAE and Pixio it is 32. */
    private static final int ENCODER_HEAD = 64;

    private static final int DECODER_HEAD = 32;

    /** The name of a model in the authors' code: {@code pixio_vith16_enc1280x32h16_dec512x32h16}. */
    private static final Pattern NAME = Pattern.compile("enc(\\d{1,6})x\\d+h(\\d{1,3})_dec(\\d{1,6})x\\d+h(\\d{1,3})");

    private HeadCount() {}

    /**
     * The heads of an encoder.
     *
     * @param given by the user or a configuration file
     * @param metadata of the weights, which may contain the name of the model
     */
    static int ofEncoder(int width, OptionalInt given, Map<String, String> metadata) throws WeightsException {
        OptionalInt heads = given.isPresent() ? given : named(width, metadata, 1);
        if (heads.isPresent()) {
            return checked("encoder", width, heads.getAsInt(), "--heads");
        }
        for (ModelCatalog.Entry entry : ModelCatalog.entries()) {
            if (entry.encoder().width() == width) {
                return entry.encoder().heads();
            }
        }
        return byWidth("encoder", width, ENCODER_HEAD, "--heads");
    }

    /** The heads of a decoder; see {@link #ofEncoder}. */
    static int ofDecoder(int width, OptionalInt given, Map<String, String> metadata) throws WeightsException {
        OptionalInt heads = given.isPresent() ? given : named(width, metadata, 3);
        if (heads.isPresent()) {
            return checked("decoder", width, heads.getAsInt(), "--decoder-heads");
        }
        return width == DecoderConfig.PAPER.width()
                ? DecoderConfig.PAPER.heads()
                : byWidth("decoder", width, DECODER_HEAD, "--decoder-heads");
    }

    /** A name with another width belongs to another model: it may be the unused default of an option. */
    private static OptionalInt named(int width, Map<String, String> metadata, int group) {
        Matcher name = NAME.matcher(metadata.getOrDefault("args.model", ""));
        return name.find() && Integer.parseInt(name.group(group)) == width
                ? OptionalInt.of(Integer.parseInt(name.group(group + 1)))
                : OptionalInt.empty();
    }

    private static int byWidth(String part, int width, int head, String option) throws WeightsException {
        if (width % head != 0) {
            throw new WeightsException("the number of attention heads of the " + part + " of width " + width
                    + " cannot be derived from the weights; set " + option);
        }
        return width / head;
    }

    private static int checked(String part, int width, int heads, String option) throws WeightsException {
        if (heads < 1 || width % heads != 0) {
            throw new WeightsException("the " + part + "'s width of " + width + " is not a multiple of " + heads
                    + " heads (" + option + ")");
        }
        return heads;
    }
}
