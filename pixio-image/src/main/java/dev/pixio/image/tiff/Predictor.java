package dev.pixio.image.tiff;

/** What the samples of a compressed TIFF are (field Predictor). */
enum Predictor {
    VALUES,
    /** Each sample but the first of a row is the difference to that of the previous pixel. */
    DIFFERENCES,
    /** The bytes of floating-point numbers, first the highest of all, each the difference to that of the previous pixel. */
    FLOATING_POINT
}
