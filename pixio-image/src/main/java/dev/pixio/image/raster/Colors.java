package dev.pixio.image.raster;

/** What the channels of an image are, as far as its file says. */
public enum Colors {
    GREY,
    GREY_ALPHA,
    RGB,
    RGB_ALPHA,
    /** Anything else, such as the bands of a satellite. */
    BANDS;

    /** Grey, with alpha if there are two channels; bands if there are more. */
    static Colors ofGrey(int channels) {
        return channels == 1 ? GREY : BANDS;
    }

    /** Red, green and blue, with alpha if there are four channels; bands if there are more. */
    static Colors ofRgb(int channels) {
        return channels == 3 ? RGB : channels == 4 ? RGB_ALPHA : BANDS;
    }

    /** The number of channels without alpha. */
    int opaque(int channels) {
        return this == GREY_ALPHA || this == RGB_ALPHA ? channels - 1 : channels;
    }

    /** Whether the first three channels are red, green and blue. */
    boolean isRgb() {
        return this == RGB || this == RGB_ALPHA;
    }
}
