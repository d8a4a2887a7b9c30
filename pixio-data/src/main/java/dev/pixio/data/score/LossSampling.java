package dev.pixio.data.score;

/** Whether images are kept with the probability {@code min(loss, 1)}, so that images that are easy to reconstruct are rarer. */
public enum LossSampling {
    ON,
    OFF
}
