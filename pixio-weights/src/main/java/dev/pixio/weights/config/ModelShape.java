package dev.pixio.weights.config;

import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Normalization;
import dev.pixio.weights.tensor.WeightsException;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The shape of the model in a file.
 *
 * @param config the shape
 * @param encoderHeads how the number of the encoder's heads is known
 * @param decoderHeads how the number of the decoder's heads is known
 * @param normEpsilon of the layer norms of the encoder; a configuration of a training does not contain it
 * @param notes what else is different in the library of the file, a line each for the user
 */
public record ModelShape(
        PixioConfig config, HeadCount encoderHeads, HeadCount decoderHeads, double normEpsilon, List<String> notes) {

    /** The heads of a decoder that is not in the file. */
    static final HeadCount STATED_BY_PAPER = new HeadCount(1, HeadCount.Origin.STATED);

    private static final String HEADS = "--heads";
    private static final String DECODER_HEADS = "--decoder-heads";

    public ModelShape {
        notes = List.copyOf(notes);
    }

    /** A shape with the layer norms of this project. */
    ModelShape(PixioConfig config, HeadCount encoderHeads, HeadCount decoderHeads) {
        this(config, encoderHeads, decoderHeads, Normalization.EPSILON, List.of());
    }

    /**
     * The shape that Pixio saved in a file.
     *
     * @param where it is, for messages
     * @throws WeightsException if the hints contradict it
     */
    public static ModelShape saved(PixioConfig config, WeightHints hints, String where) throws WeightsException {
        int encoder = config.encoder().heads();
        int decoder = config.decoder().heads();
        HeadCount.requireSame("encoder", hints.heads(), new StatedHeads(OptionalInt.of(encoder), where), HEADS);
        HeadCount.requireSame(
                "decoder", hints.decoderHeads(), new StatedHeads(OptionalInt.of(decoder), where), DECODER_HEADS);
        return new ModelShape(
                config,
                new HeadCount(encoder, HeadCount.Origin.STATED),
                new HeadCount(decoder, HeadCount.Origin.STATED));
    }

    /**
     * Checks that the number of the decoder's heads is known.
     *
     * @throws WeightsException if it must be given
     */
    public void requireDecoderHeads() throws WeightsException {
        if (decoderHeads.origin() == HeadCount.Origin.UNKNOWN) {
            throw HeadCount.unknown("decoder", config.decoder().width(), DECODER_HEADS);
        }
    }

    /** What is assumed about the encoder, a line each for the user; empty if the file states all. */
    public List<String> encoderAssumptions() {
        return lines(encoderHeads.assumption("encoder", config.encoder().width(), HEADS));
    }

    /** What is assumed about the whole model, a line each for the user; empty if the file states all. */
    public List<String> assumptions() {
        return lines(
                encoderHeads.assumption("encoder", config.encoder().width(), HEADS),
                decoderHeads.assumption("decoder", config.decoder().width(), DECODER_HEADS));
    }

    private List<String> lines(String... assumptions) {
        return Stream.concat(Stream.of(assumptions).filter(line -> !line.isEmpty()), notes.stream())
                .toList();
    }

    /** The same weights in a model with other settings. */
    public ModelShape withConfig(PixioConfig other) {
        return new ModelShape(other, encoderHeads, decoderHeads, normEpsilon, notes);
    }

    /** The same shape with more notes. */
    public ModelShape noted(List<String> more) {
        return with(normEpsilon, Stream.concat(notes.stream(), more.stream()).toList());
    }

    /** The same shape with another epsilon of the layer norms, and notes. */
    public ModelShape with(double epsilon, List<String> lines) {
        return new ModelShape(config, encoderHeads, decoderHeads, epsilon, lines);
    }
}
