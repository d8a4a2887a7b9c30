package dev.pixio.data.score;

/**
 * An image that is not trained on.
 *
 * @param index of the image in the source
 * @param name of the image in the source
 * @param reason the first rule that drops it
 * @param detail in a few words, with the numbers: "entropy 1.31"
 */
public record Dropped(long index, String name, DropReason reason, String detail) {}
