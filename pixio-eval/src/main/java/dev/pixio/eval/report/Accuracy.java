package dev.pixio.eval.report;

/**
 * The share of images that were classified correctly, with its confidence interval.
 *
 * @param correct number of correctly classified images
 * @param images number of images, at least 1
 */
public record Accuracy(int correct, int images) {

    /** Two-sided 95 % of the normal distribution. */
    private static final double Z = 1.959964;

    public Accuracy {
        if (images < 1 || correct < 0 || correct > images) {
            throw new IllegalArgumentException(correct + " of " + images + " images cannot be correct");
        }
    }

    /** The accuracy, 0 to 1. */
    public double share() {
        return (double) correct / images;
    }

    /** Lower end of the 95 % interval, 0 to 1 (Wilson 1927, which holds for small numbers and near 0 and 1). */
    public double low() {
        return Math.max(0, center() - halfWidth());
    }

    /** Upper end of the 95 % interval, 0 to 1. */
    public double high() {
        return Math.min(1, center() + halfWidth());
    }

    private double center() {
        return (share() + Z * Z / (2 * images)) / (1 + Z * Z / images);
    }

    private double halfWidth() {
        double variance = share() * (1 - share()) / images + Z * Z / (4.0 * images * images);
        return Z * Math.sqrt(variance) / (1 + Z * Z / images);
    }
}
