package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.train.HeadListener;
import java.util.OptionalDouble;

/** The mean loss of the last tenth of the steps. */
final class LastLosses implements HeadListener {

    private static final double SHARE = 0.1;

    private final HeadListener next;
    private double sum;
    private long count;

    /** @param next receives the steps as well */
    LastLosses(HeadListener next) {
        this.next = next;
    }

    @Override
    public void onStep(long step, long steps, float loss) {
        if (step > steps * (1 - SHARE)) {
            sum += loss;
            count++;
        }
        next.onStep(step, steps, loss);
    }

    /** Empty if no step was done. */
    OptionalDouble mean() {
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }
}
