package dev.pixio.weights.config;

import dev.pixio.model.config.DecoderConfig;
import dev.pixio.weights.tensor.WeightsException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The number of attention heads, the only part of a model's shape that the shapes of its tensors do not contain.
 *
 * @param number a divisor of the width
 * @param origin how reliable the number is
 */
public record HeadCount(int number, Origin origin) {

    /** How a number of heads is known. */
    public enum Origin {
        /** The file, its configuration or the user states it. */
        STATED,
        /** The plan of a training has it, the file does not. */
        PLANNED,
        /** Published models of the width have it, the file does not state it. */
        ASSUMED,
        /** Neither is there: the number is a placeholder, and the part of the model cannot be used. */
        UNKNOWN
    }

    /** Heads by width, of the published vision transformers: facebookresearch/pixio, MAE, DeiT and timm's, DINOv2, SigLIP. */
    private static final Map<Integer, Integer> PUBLISHED = Map.ofEntries(
            Map.entry(192, 3),
            Map.entry(256, 4),
            Map.entry(320, 5),
            Map.entry(384, 6),
            Map.entry(512, 8),
            Map.entry(640, 10),
            Map.entry(768, 12),
            Map.entry(832, 13),
            Map.entry(896, 14),
            Map.entry(1024, 16),
            Map.entry(1152, 16),
            Map.entry(1280, 16),
            Map.entry(1408, 16),
            Map.entry(1536, 24),
            Map.entry(1664, 16),
            Map.entry(2048, 16),
            Map.entry(3072, 32));

    /** Heads by width of DINOv3's encoders, where they differ. */
    private static final Map<Integer, Integer> PUBLISHED_ROTARY = Map.of(1280, 20, 4096, 32);

    /** The usual width of a head: an encoder of this width is assumed to have one. */
    private static final int USUAL_WIDTH = 64;

    private static final int NARROWEST = 8;
    private static final int WIDEST = 128;

    /**
     * The heads of an encoder.
     *
     * @param hints of the user or a plan
     * @param stated by the file or its configuration
     * @param rotary whether the encoder has rotary positions
     * @throws WeightsException if the number is unknown, contradicts what the file states, or does not divide the width
     */
    static HeadCount ofEncoder(int width, WeightHints hints, StatedHeads stated, boolean rotary)
            throws WeightsException {
        OptionalInt known = known("encoder", width, hints.heads(), stated, "--heads");
        if (known.isPresent()) {
            return new HeadCount(known.getAsInt(), Origin.STATED);
        }
        if (hints.plan().isPresent() && hints.plan().get().encoder().width() == width) {
            return new HeadCount(hints.plan().get().encoder().heads(), Origin.PLANNED);
        }
        Integer usual = width == USUAL_WIDTH ? Integer.valueOf(1) : PUBLISHED.get(width);
        Integer published = rotary ? PUBLISHED_ROTARY.getOrDefault(width, usual) : usual;
        if (published == null) {
            throw unknown("encoder", width, "--heads");
        }
        return new HeadCount(published, Origin.ASSUMED);
    }

    /** The heads of a decoder, see {@link #ofEncoder}; an unknown number is no error, because features need no decoder. */
    static HeadCount ofDecoder(int width, WeightHints hints, StatedHeads stated) throws WeightsException {
        OptionalInt known = known("decoder", width, hints.decoderHeads(), stated, "--decoder-heads");
        if (known.isPresent()) {
            return new HeadCount(known.getAsInt(), Origin.STATED);
        }
        if (hints.plan().isPresent() && hints.plan().get().decoder().width() == width) {
            return new HeadCount(hints.plan().get().decoder().heads(), Origin.PLANNED);
        }
        return width == DecoderConfig.PAPER.width()
                ? new HeadCount(DecoderConfig.PAPER.heads(), Origin.ASSUMED)
                : new HeadCount(1, Origin.UNKNOWN);
    }

    private static OptionalInt known(String part, int width, OptionalInt given, StatedHeads stated, String option)
            throws WeightsException {
        OptionalInt number = given.isPresent() ? given : stated.heads();
        if (number.isPresent() && number.getAsInt() < 1) {
            throw new WeightsException((given.isPresent() ? option : "the number of heads in " + stated.where())
                    + " must be at least 1, not " + number.getAsInt());
        }
        if (number.isPresent() && width % number.getAsInt() != 0) {
            throw new WeightsException("the " + part + "'s width of " + width + " is not a multiple of "
                    + number.getAsInt() + " heads (" + (given.isPresent() ? option : stated.where()) + ")");
        }
        requireSame(part, given, stated, option);
        return number;
    }

    /**
     * Checks that the user's number is the one that a file states.
     *
     * @throws WeightsException with both numbers
     */
    static void requireSame(String part, OptionalInt given, StatedHeads stated, String option) throws WeightsException {
        if (given.isPresent() && stated.heads().isPresent() && !given.equals(stated.heads())) {
            throw new WeightsException(option + " " + given.getAsInt() + " contradicts " + stated.where()
                    + ", which has " + stated.heads().getAsInt() + " heads in the " + part + "; leave out " + option);
        }
    }

    /** The error for a number that must be given. */
    public static WeightsException unknown(String part, int width, String option) {
        String divisors = divisors(width, NARROWEST, WIDEST);
        return new WeightsException("the number of attention heads of the " + part + " of width " + width
                + " cannot be derived from the weights; set " + option + " N, a divisor of " + width + " such as "
                + (divisors.isEmpty() ? divisors(width, 1, width) : divisors));
    }

    private static String divisors(int width, int narrowest, int widest) {
        return IntStream.rangeClosed(1, width)
                .filter(heads -> width % heads == 0 && width / heads >= narrowest && width / heads <= widest)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
    }

    /**
     * One line for the user, if the number is not stated; otherwise empty.
     *
     * @param part encoder or decoder
     * @param width of the part
     * @param option that sets the number
     */
    String assumption(String part, int width, String option) {
        String heads = "the file does not state the number of attention heads of the " + part + ": " + number
                + (number == 1 ? " is" : " are") + " assumed, ";
        return switch (origin) {
            case STATED, UNKNOWN -> "";
            case PLANNED -> heads + "as in the plan; if it is another, set " + option;
            case ASSUMED -> heads + "the usual number for a width of " + width + "; if it is another, set " + option;
        };
    }
}
