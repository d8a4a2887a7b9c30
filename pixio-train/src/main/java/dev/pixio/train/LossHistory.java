package dev.pixio.train;

/**
 * Mean loss at the start and at the end of a run, each over a tenth of the run's steps (at most 1,000), so that a
 * single batch has little effect. If a run ends before a fifth of its steps, each mean covers half of the steps taken.
 */
final class LossHistory {

    private static final long MAX_STEPS = 1000;

    private final double[] oldest;
    private final double[] newest;
    private long count;

    LossHistory(long totalSteps) {
        int window = (int) Math.max(1, Math.min(MAX_STEPS, totalSteps / 10));
        this.oldest = new double[window];
        this.newest = new double[window];
    }

    void add(double loss) {
        if (count < oldest.length) {
            oldest[(int) count] = loss;
        }
        newest[(int) (count % newest.length)] = loss;
        count++;
    }

    /** Mean of the first losses; NaN before the first step. */
    double first() {
        double sum = 0;
        for (int i = 0; i < window(); i++) {
            sum += oldest[i];
        }
        return count == 0 ? Double.NaN : sum / window();
    }

    /** Mean of the last losses; NaN before the first step. */
    double last() {
        double sum = 0;
        for (long i = count - window(); i < count; i++) {
            sum += newest[Math.floorMod(i, newest.length)];
        }
        return count == 0 ? Double.NaN : sum / window();
    }

    private int window() {
        return (int) Math.min(newest.length, Math.max(1, count / 2));
    }
}
