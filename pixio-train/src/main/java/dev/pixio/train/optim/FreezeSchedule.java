package dev.pixio.train.optim;

import dev.pixio.model.Encoder;
import dev.pixio.torch.Tensors;
import dev.pixio.train.plan.FreezePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Freezes parts of the encoder as a {@link FreezePlan} specifies. What is frozen depends only on the step number, so a
 * resumed or rolled back run needs no saved state for it.
 */
public final class FreezeSchedule {

    private enum State {
        UNKNOWN,
        ENCODER_FROZEN,
        ENCODER_TRAINED
    }

    private final FreezePlan plan;
    private final long encoderSteps;
    private final List<Tensor> alwaysFrozen = new ArrayList<>();
    private final List<Tensor> frozenAtFirst = new ArrayList<>();
    private State state = State.UNKNOWN;

    /**
     * Freezes nothing before the first call of {@link #at}.
     *
     * @param encoder whose {@code requires_grad} flags are set by {@link #at}
     * @param stepsPerEpoch of the run
     * @param totalSteps of the run
     */
    public FreezeSchedule(FreezePlan plan, Encoder encoder, long stepsPerEpoch, long totalSteps) {
        this.plan = plan;
        this.encoderSteps = plan.encoderSteps(stepsPerEpoch, totalSteps);
        Tensors.parameters(encoder)
                .forEach((name, parameter) -> (isAlwaysFrozen(name) ? alwaysFrozen : frozenAtFirst).add(parameter));
    }

    private boolean isAlwaysFrozen(String name) {
        if (name.startsWith("blocks.")) {
            return Integer.parseInt(name.split("\\.", 3)[1]) < plan.blocks();
        }
        return plan.blocks() > 0 && !name.startsWith("norm.");
    }

    /**
     * Sets {@code requires_grad} of the encoder's parameters for a step.
     *
     * @param step counted from 0
     * @return a message if the encoder is trained from this step on and was frozen before
     */
    public Optional<String> at(long step) {
        State before = state;
        state = step < encoderSteps ? State.ENCODER_FROZEN : State.ENCODER_TRAINED;
        if (state == before) {
            return Optional.empty();
        }
        alwaysFrozen.forEach(parameter -> parameter.requires_grad_(false));
        frozenAtFirst.forEach(parameter -> parameter.requires_grad_(state == State.ENCODER_TRAINED));
        return step == encoderSteps && encoderSteps > 0 ? Optional.of(unfrozen(step)) : Optional.empty();
    }

    /**
     * Whether another part of the encoder is trained than in the step before.
     *
     * @param step counted from 0
     */
    public boolean changesAt(long step) {
        return step == encoderSteps && encoderSteps > 0;
    }

    private String unfrozen(long step) {
        String frozenBlocks = plan.blocks() == 0
                ? ""
                : plan.blocks() == 1
                        ? "; its first block stays frozen"
                        : "; its first " + plan.blocks() + " blocks stay frozen";
        return "the encoder was frozen for " + step + (step == 1 ? " step" : " steps") + " and is trained from here on"
                + frozenBlocks;
    }
}
