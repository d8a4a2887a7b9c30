package dev.pixio.weights;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.weights.tensor.WeightsException;
import java.util.List;

/**
 * A model to go on training with: the plan's shape, and of a file's weights all that fits it.
 *
 * @param model on the CPU, with memory of its own
 * @param decoder where the decoder's weights are from
 * @param lines what was taken, adapted and begun anew, for people
 */
public record WarmStart(Pixio model, Origin decoder, List<String> lines) {

    /** Where weights are from. */
    public enum Origin {
        /** The file. */
        FILE,
        /** The plan's seed, as in a new model. */
        SEED
    }

    public WarmStart {
        lines = List.copyOf(lines);
    }

    /**
     * Takes a file's weights into a model of another plan. What the file has not begins as it would in a new model of the
     * seed; positions, class tokens and the patch projection are adapted. Mask, drop path, the start of class tokens and the
     * resizing of positions change no weight and may be others than the file's.
     *
     * @param file with an encoder of the plan's width, depth, heads and MLP ratio
     * @param plan the shape to make
     * @param seed names what begins anew
     * @throws WeightsException in one line: the encoder has another shape, its learned positions would be lost, or the file is
     *     not complete
     */
    public static WarmStart of(ModelFile file, PixioConfig plan, long seed) throws WeightsException {
        return file.hasShapeOf(plan)
                ? new WarmStart(
                        file.loadAs(plan),
                        Origin.FILE,
                        List.of("every weight of " + file.path() + " (layout " + file.layout() + ")"))
                : new Adaptation(file, plan, seed).model();
    }
}
