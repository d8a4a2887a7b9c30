package dev.pixio.data;

/**
 * Whether a JPEG that is much larger than the view made from it is decoded at 1/2, 1/4 or 1/8 of its size. That is faster
 * and slightly less exact; the random choices are the same. It is for training: evaluation decodes at full size.
 */
public enum JpegScaling {
    ON,
    OFF
}
