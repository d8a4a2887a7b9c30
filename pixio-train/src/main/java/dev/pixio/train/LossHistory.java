package dev.pixio.train;

/** The losses at the two ends of a run, each a mean over a tenth of it, so that one odd batch does not decide. */
final class LossHistory {

    private final int span;
    private final double[] newest;
    private double firstSum;
    private long count;

    LossHistory(long totalSteps) {
        this.span = (int) Math.max(1, Math.min(1000, totalSteps / 10));
        this.newest = new double[span];
    }

    void add(double loss) {
        if (count < span) {
            firstSum += loss;
        }
        newest[(int) (count % span)] = loss;
        count++;
    }

    /** Mean of the first tenth, or of what there is of it; NaN before the first loss. */
    double first() {
        return firstSum / Math.min(count, span);
    }

    /** Mean of the last tenth, or of what there is of it; NaN before the first loss. */
    double last() {
        double sum = 0;
        int there = (int) Math.min(count, span);
        for (int i = 0; i < there; i++) {
            sum += newest[i];
        }
        return sum / there;
    }
}
