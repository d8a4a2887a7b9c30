package dev.pixio.weights.config;

import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.ModelCatalog;
import dev.pixio.weights.tensor.WeightsException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many attention heads share a width: the one number of a model's shape that its tensors do not tell. */
final class HeadCount {

    /** A head's usual width in encoders, and in the decoders of MAE and Pixio. */
    private static final int ENCODER_HEAD = 64;

    private static final int DECODER_HEAD = 32;

    /** As the authors' code names what it trains: {@code pixio_vith16_enc1280x32h16_dec512x32h16}. */
    private static final Pattern NAME = Pattern.compile("enc(\\d{1,6})x\\d+h(\\d{1,3})_dec(\\d{1,6})x\\d+h(\\d{1,3})");

    private HeadCount() {}

    /**
     * The encoder's.
     *
     * @param known by who asks or by a configuration file
     * @param metadata of the weights
     */
    static int ofEncoder(int width, OptionalInt known, Map<String, String> metadata) throws WeightsException {
        OptionalInt told = known.isPresent() ? known : named(width, metadata, 1);
        if (told.isPresent()) {
            return checked("encoder", width, told.getAsInt(), "--heads");
        }
        for (ModelCatalog.Entry entry : ModelCatalog.entries()) {
            if (entry.encoder().width() == width) {
                return entry.encoder().heads();
            }
        }
        return byWidth("encoder", width, ENCODER_HEAD, "--heads");
    }

    /** The decoder's; see {@link #ofEncoder}. */
    static int ofDecoder(int width, OptionalInt known, Map<String, String> metadata) throws WeightsException {
        OptionalInt told = known.isPresent() ? known : named(width, metadata, 3);
        if (told.isPresent()) {
            return checked("decoder", width, told.getAsInt(), "--decoder-heads");
        }
        return width == DecoderConfig.PAPER.width()
                ? DecoderConfig.PAPER.heads()
                : byWidth("decoder", width, DECODER_HEAD, "--decoder-heads");
    }

    /** A name that speaks of another width is of another model, such as the default of an option that nobody set. */
    private static OptionalInt named(int width, Map<String, String> metadata, int group) {
        Matcher name = NAME.matcher(metadata.getOrDefault("args.model", ""));
        return name.find() && Integer.parseInt(name.group(group)) == width
                ? OptionalInt.of(Integer.parseInt(name.group(group + 1)))
                : OptionalInt.empty();
    }

    private static int byWidth(String part, int width, int head, String option) throws WeightsException {
        if (width % head != 0) {
            throw new WeightsException("the weights do not tell how many attention heads share the " + part
                    + "'s width of " + width + "; say so with " + option);
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
