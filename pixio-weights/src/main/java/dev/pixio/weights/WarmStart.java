package dev.pixio.weights;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.weights.tensor.WeightsException;
import java.util.List;
import java.util.OptionalInt;

/**
 * A model of a plan's shape that was initialized from the weights of a file.
 *
 * @param model on the CPU, with memory of its own
 * @param decoder the origin of its weights
 * @param lines a description for the user: what was loaded, adapted and newly initialized
 * @param encoderLines those of the lines that concern the weights of the encoder
 */
public record WarmStart(Pixio model, Origin decoder, List<String> lines, List<String> encoderLines) {

    /** The origin of weights. */
    public enum Origin {
        /** The file. */
        FILE,
        /** New weights by the seed of the plan. */
        SEED
    }

    public WarmStart {
        lines = List.copyOf(lines);
        encoderLines = List.copyOf(encoderLines);
    }

    /**
     * The plan with the options of a file's encoder, such as LayerScale or rotary positions, which no recipe has: with them its blocks can
     * be loaded. The ratio of the MLPs is taken with them.
     *
     * @param plan which is returned unchanged if it has such options itself, or if the file has none
     * @param registers number of registers that the plan must have; empty for that of the file
     */
    public static PixioConfig withOptionsOf(ModelFile file, PixioConfig plan, OptionalInt registers) {
        EncoderConfig has = file.config().encoder();
        EncoderConfig wanted = plan.encoder();
        boolean plain = wanted.options().withRegisters(0).equals(EncoderOptions.NONE);
        if (!plain || has.options().equals(EncoderOptions.NONE)) {
            return plan;
        }
        return plan.withEncoder(wanted.withMlpRatio(has.mlpRatio())
                .withOptions(has.options()
                        .withRegisters(registers.orElse(has.options().registers()))));
    }

    /**
     * Loads the weights of a file into a model of a plan. Weights that the file lacks are initialized as in a new model of the
     * seed. Positions, class tokens, registers and the patch projection are adapted. Mask, drop path, the initialization of class tokens and
     * the resizing of positions change no weight, so they may differ from the file's.
     *
     * @param file with an encoder of the plan's width, depth, heads and MLP ratio
     * @param plan the shape of the new model
     * @param seed of the newly initialized weights
     * @throws WeightsException if the encoder has another shape, its learned positions would be lost, or weights are missing
     */
    public static WarmStart of(ModelFile file, PixioConfig plan, long seed) throws WeightsException {
        if (!file.hasShapeOf(plan)) {
            return new Adaptation(file, plan, seed).model();
        }
        List<String> all = List.of("all weights of " + file.path() + " (layout " + file.layout() + ")");
        return new WarmStart(file.loadAs(plan), Origin.FILE, all, all);
    }
}
