package dev.pixio.downstream.head;

import org.bytedeco.pytorch.Module;

/** Computes scores from the tokens of an encoder. */
public sealed interface TaskHead permits ClassificationHead, DenseHead {

    /** The head as a module, whose state is saved. */
    Module module();
}
