package dev.pixio.data;

/**
 * Whether a JPEG that is much larger than the view that is made of it is decoded at 1/2, 1/4 or 1/8 of its size. That is
 * faster and a little less exact; which random choices are made is the same. It is for training: what is compared with
 * other programs, pixel by pixel, is decoded whole.
 */
public enum JpegScaling {
    ON,
    OFF
}
