package dev.pixio.image.tiff;

/** What the samples of a compressed TIFF are (field Predictor). */
enum Predictor {
    VALUES,
    /** Each sample but the first of a row is the difference to that of the previous pixel. */
    DIFFERENCES
}
