package dev.pixio.downstream.finetune.augment;

/** The operations of RandAugment whose effect increases with the magnitude, as in timm. */
enum Operation {
    /** Stretches the values of each channel to 0 to 255. */
    AUTO_CONTRAST,
    /** Equalises the histogram of each channel. */
    EQUALIZE,
    /** The negative. */
    INVERT,
    /** By up to 30 degrees. */
    ROTATE,
    /** Keeps the 4 to 0 highest bits. */
    POSTERIZE,
    /** The negative of values from a threshold on, 256 to 0. */
    SOLARIZE,
    /** Adds up to 110 to dark values. */
    SOLARIZE_ADD,
    /** Less or more colour, 0.1 to 1.9. */
    COLOR,
    /** Less or more contrast, 0.1 to 1.9. */
    CONTRAST,
    /** Darker or brighter, 0.1 to 1.9. */
    BRIGHTNESS,
    /** Smoother or sharper, 0.1 to 1.9. */
    SHARPNESS,
    /** By up to 0.3 of a pixel in each row. */
    SHEAR_X,
    /** By up to 0.3 of a pixel in each column. */
    SHEAR_Y,
    /** By up to 0.45 of the width. */
    TRANSLATE_X,
    /** By up to 0.45 of the height. */
    TRANSLATE_Y;

    /** The magnitude of the largest effect. */
    static final double LARGEST = 10;

    /**
     * Applies it.
     *
     * @param magnitude 0 to {@link #LARGEST}
     * @param sign 1 or -1, the direction of those that have two
     */
    Planes apply(Planes image, double magnitude, int sign) {
        double level = magnitude / LARGEST;
        double signed = sign * level;
        double factor = Math.max(0.1, 1 + sign * (level * 0.9));
        return switch (this) {
            case AUTO_CONTRAST -> ValueTables.autoContrast(image);
            case EQUALIZE -> ValueTables.equalize(image);
            case INVERT -> ValueTables.mapped(image, value -> 255 - value);
            case ROTATE ->
                Affine.rotation(signed * 30, image.height(), image.width()).apply(image);
            case POSTERIZE -> {
                int dropped = 4 + (int) (level * 4);
                yield ValueTables.mapped(image, value -> value >> dropped << dropped);
            }
            case SOLARIZE -> {
                int threshold = 256 - Math.min(256, (int) (level * 256));
                yield ValueTables.mapped(image, value -> value < threshold ? value : 255 - value);
            }
            case SOLARIZE_ADD -> {
                int added = Math.min(128, (int) (level * 110));
                yield ValueTables.mapped(image, value -> value < 128 ? Math.min(255, value + added) : value);
            }
            case COLOR -> Blend.colour(image, factor);
            case CONTRAST -> Blend.contrast(image, factor);
            case BRIGHTNESS -> Blend.brightness(image, factor);
            case SHARPNESS -> Blend.sharpness(image, factor);
            case SHEAR_X -> new Affine(1, signed * 0.3, 0, 0, 1, 0).apply(image);
            case SHEAR_Y -> new Affine(1, 0, 0, signed * 0.3, 1, 0).apply(image);
            case TRANSLATE_X -> new Affine(1, 0, signed * 0.45 * image.width(), 0, 1, 0).apply(image);
            case TRANSLATE_Y -> new Affine(1, 0, 0, 0, 1, signed * 0.45 * image.height()).apply(image);
        };
    }
}
