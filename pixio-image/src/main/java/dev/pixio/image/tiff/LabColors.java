package dev.pixio.image.tiff;

/**
 * Converts CIELab of the white point D50 to sRGB, so that neutral colours remain neutral: the white point is adapted by the
 * method of Bradford, as in ICC profiles. Colours outside of sRGB are clipped per channel.
 *
 * @param bits per sample
 * @param form how a and b are stored
 */
record LabColors(int bits, Form form) implements TiffColors {

    /** How lightness and the two colour axes are stored. */
    enum Form {
        /** TIFF 6.0, section 23: a and b are signed. */
        CIE,
        /** ICC.1: a and b are unsigned, with 128 (or 128 * 256) as zero. */
        ICC
    }

    // XYZ of D50
    private static final double WHITE_X = 0.9642;
    private static final double WHITE_Z = 0.8249;

    /** XYZ of D50 to linear sRGB, with Bradford's adaptation: http://www.brucelindbloom.com, RGB/XYZ matrices. */
    private static final double[][] TO_LINEAR = {
        {3.1338561, -1.6168667, -0.4906146}, {-0.9787684, 1.9161415, 0.0334540}, {0.0719453, -0.2289914, 1.4052427}
    };

    @Override
    public void convert(int[] samples, int pixel, byte[] rgb, int at) {
        double a = axis(samples[pixel + 1]);
        double b = axis(samples[pixel + 2]);
        double y = (lightness(samples[pixel]) + 16) / 116;
        double[] xyz = {WHITE_X * cubed(y + a / 500), cubed(y), WHITE_Z * cubed(y - b / 200)};
        for (int c = 0; c < 3; c++) {
            double[] row = TO_LINEAR[c];
            double linear = row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2];
            rgb[at + c] = (byte) Math.round(255 * gamma(Math.min(1, Math.max(0, linear))));
        }
    }

    /** 0 to 100. ICC's 16-bit form has 100 at 0xff00. */
    private double lightness(int sample) {
        double largest = bits < 16 ? (1 << bits) - 1 : form == Form.ICC ? 0xff00 : 0xffff;
        return 100 * sample / largest;
    }

    private double axis(int sample) {
        int half = 1 << (bits - 1);
        int signed = form == Form.ICC ? sample - half : sample >= half ? sample - 2 * half : sample;
        return signed / (half / 128.0);
    }

    private static double cubed(double value) {
        return value > 6.0 / 29 ? value * value * value : (value - 4.0 / 29) * 108 / 841;
    }

    private static double gamma(double linear) {
        return linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
    }
}
