package dev.pixio.model.pass;

/** Receives the groups of parameters whose gradients a backward pass has completed, in the order of {@link ParameterGroups}. */
@FunctionalInterface
public interface CompletedGradients {

    /** Nobody needs to know. */
    CompletedGradients UNUSED = group -> {};

    /**
     * The gradients of a group are complete: this pass adds nothing to them.
     *
     * @param group its index in {@link ParameterGroups#groups}
     */
    void complete(int group);
}
