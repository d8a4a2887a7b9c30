package dev.pixio.downstream.finetune.augment;

/**
 * An affine map from the pixels of the result to those of an image: {@code x' = a x + b y + c}, {@code y' = d x + e y + f}, at the centres
 * of pixels. Interpolation is Pillow's for transforms: bicubic without antialiasing. What is outside of the image has the mean colour of
 * ImageNet.
 */
record Affine(double a, double b, double c, double d, double e, double f) {

    private static final int[] OUTSIDE = {124, 116, 104};

    /** A rotation around the centre, counter-clockwise. */
    static Affine rotation(double degrees, int height, int width) {
        double angle = -Math.toRadians(degrees);
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        double x = width / 2.0;
        double y = height / 2.0;
        return new Affine(cosine, sine, x - cosine * x - sine * y, -sine, cosine, y + sine * x - cosine * y);
    }

    /** The mapped image, of the same size. */
    Planes apply(Planes image) {
        int pixels = image.pixels();
        byte[] out = new byte[image.values().length];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                double fromX = a * (x + 0.5) + b * (y + 0.5) + c;
                double fromY = d * (x + 0.5) + e * (y + 0.5) + f;
                boolean inside = fromX >= 0 && fromX < image.width() && fromY >= 0 && fromY < image.height();
                for (int plane = 0; plane < Planes.COUNT; plane++) {
                    out[plane * pixels + y * image.width() + x] =
                            (byte) (inside ? interpolated(image, plane, fromX - 0.5, fromY - 0.5) : OUTSIDE[plane]);
                }
            }
        }
        return image.with(out);
    }

    private static int interpolated(Planes image, int plane, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double[] rows = new double[4];
        for (int i = 0; i < rows.length; i++) {
            int row = Math.max(0, Math.min(image.height() - 1, top - 1 + i));
            int start = plane * image.pixels() + row * image.width();
            rows[i] = cubic(
                    value(image, start, left - 1),
                    value(image, start, left),
                    value(image, start, left + 1),
                    value(image, start, left + 2),
                    x - left);
        }
        double value = cubic(rows[0], rows[1], rows[2], rows[3], y - top);
        return value <= 0 ? 0 : value >= 255 ? 255 : (int) value;
    }

    private static int value(Planes image, int rowStart, int column) {
        return image.at(rowStart + Math.max(0, Math.min(image.width() - 1, column)));
    }

    private static double cubic(double v1, double v2, double v3, double v4, double share) {
        double p2 = -v1 + v3;
        double p3 = 2 * (v1 - v2) + v3 - v4;
        double p4 = -v1 + v2 - v3 + v4;
        return v2 + share * (p2 + share * (p3 + share * p4));
    }
}
