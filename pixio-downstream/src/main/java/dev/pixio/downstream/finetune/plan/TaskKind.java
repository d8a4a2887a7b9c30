package dev.pixio.downstream.finetune.plan;

import java.util.Locale;

/** What a model is fine-tuned for. */
public enum TaskKind {
    /** A class for each image. */
    CLASSIFICATION,
    /** A class for each pixel. */
    SEGMENTATION,
    /** A depth for each pixel. */
    DEPTH;

    /** The name in options and files. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether every pixel has a true value. */
    public boolean isDense() {
        return this != CLASSIFICATION;
    }
}
