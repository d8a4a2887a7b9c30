package dev.pixio.train.optim;

import dev.pixio.model.Pixio;
import dev.pixio.torch.Tensors;
import dev.pixio.train.plan.FreezePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Holds parts of the encoder fixed as a {@link FreezePlan} says. What is fixed at a step follows from the step's number
 * alone, so that a run which was resumed, or which went back, needs no memory of it.
 */
public final class FreezeSchedule {

    private enum State {
        UNKNOWN,
        ENCODER_FIXED,
        ENCODER_TRAINED
    }

    private final FreezePlan plan;
    private final long encoderSteps;
    private final List<Tensor> fixedForGood = new ArrayList<>();
    private final List<Tensor> fixedAtFirst = new ArrayList<>();
    private State state = State.UNKNOWN;

    /**
     * Freezes nothing before the first call of {@link #at}.
     *
     * @param model its parameters want gradients or not, as the last call of {@link #at} left them
     * @param stepsPerEpoch of the run
     * @param totalSteps of the run
     */
    public FreezeSchedule(FreezePlan plan, Pixio model, long stepsPerEpoch, long totalSteps) {
        this.plan = plan;
        this.encoderSteps = plan.encoderSteps(stepsPerEpoch, totalSteps);
        Tensors.parameters(model.encoder())
                .forEach((name, parameter) -> (isFixedForGood(name) ? fixedForGood : fixedAtFirst).add(parameter));
    }

    private boolean isFixedForGood(String name) {
        if (name.startsWith("blocks.")) {
            return Integer.parseInt(name.split("\\.", 3)[1]) < plan.blocks();
        }
        return plan.blocks() > 0 && !name.startsWith("norm.");
    }

    /**
     * Makes the model ready for a step.
     *
     * @param step counted from 0
     * @return what a person should know: the encoder is trained from this step on
     */
    public Optional<String> at(long step) {
        State before = state;
        state = step < encoderSteps ? State.ENCODER_FIXED : State.ENCODER_TRAINED;
        if (state == before) {
            return Optional.empty();
        }
        fixedForGood.forEach(parameter -> parameter.requires_grad_(false));
        fixedAtFirst.forEach(parameter -> parameter.requires_grad_(state == State.ENCODER_TRAINED));
        return step == encoderSteps && encoderSteps > 0 ? Optional.of(unfrozen(step)) : Optional.empty();
    }

    private String unfrozen(long step) {
        String still = plan.blocks() == 0
                ? ""
                : plan.blocks() == 1
                        ? "; its first block stays fixed"
                        : "; its first " + plan.blocks() + " blocks stay fixed";
        return "the encoder was fixed for " + step + (step == 1 ? " step" : " steps") + " and is trained from here on"
                + still;
    }
}
