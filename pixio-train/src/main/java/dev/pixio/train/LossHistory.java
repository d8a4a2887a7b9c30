package dev.pixio.train;

/**
 * The losses at the two ends of a run, each a mean over a tenth of it, so that one odd batch does not decide. A run that
 * ends early is halved where there are not two tenths.
 */
final class LossHistory {

    private static final long LONGEST = 1000;

    private final double[] oldest;
    private final double[] newest;
    private long count;

    LossHistory(long totalSteps) {
        int span = (int) Math.max(1, Math.min(LONGEST, totalSteps / 10));
        this.oldest = new double[span];
        this.newest = new double[span];
    }

    void add(double loss) {
        if (count < oldest.length) {
            oldest[(int) count] = loss;
        }
        newest[(int) (count % newest.length)] = loss;
        count++;
    }

    /** Mean of the first losses; NaN before the first. */
    double first() {
        double sum = 0;
        for (int i = 0; i < span(); i++) {
            sum += oldest[i];
        }
        return count == 0 ? Double.NaN : sum / span();
    }

    /** Mean of the last losses; NaN before the first. */
    double last() {
        double sum = 0;
        for (long i = count - span(); i < count; i++) {
            sum += newest[Math.floorMod(i, newest.length)];
        }
        return count == 0 ? Double.NaN : sum / span();
    }

    private int span() {
        return (int) Math.min(newest.length, Math.max(1, count / 2));
    }
}
