package dev.pixio.train.optim.update;

/** Where parameters, their gradients and moments are. */
public enum ParameterMemory {

    /** In a tensor each. A backward pass makes new gradients, and workers update a part of the parameters each: for a CPU. */
    SEPARATE,

    /**
     * All in a few tensors, of which each parameter, gradient and moment is a view: one update and one norm for all of them, and
     * gradients that stay in their places: for a GPU, where each operation has to be started.
     */
    FLAT
}
