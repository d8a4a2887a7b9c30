package dev.pixio.downstream.finetune.augment;

import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Random operations on an image (Cubuk et al. 2020), as timm's {@code rand-m9-mstd0.5-inc1}: operations are drawn with replacement, each is
 * applied with probability 1/2, with a magnitude of a normal distribution.
 *
 * @param magnitude mean of the magnitude, 0 to 10
 * @param deviation its standard deviation
 * @param operations number of operations that are drawn
 */
public record RandAugment(double magnitude, double deviation, int operations) {

    private static final double APPLIED = 0.5;

    /**
     * Changes a view.
     *
     * @param view {@code uint8 [3, H, W]}, contiguous, on the CPU, changed in place
     * @param random of the image's place in the epoch
     */
    public void apply(Tensor view, RandomStream random) {
        try (PointerScope scope = new PointerScope()) {
            Planes before = Planes.of(view);
            Planes after = apply(before, random);
            if (after.values() != before.values()) {
                view.copy_(Tensors.of(after.values(), Planes.COUNT, after.height(), after.width()));
            }
        }
    }

    private Planes apply(Planes image, RandomStream random) {
        Operation[] all = Operation.values();
        Planes now = image;
        for (int i = 0; i < operations; i++) {
            // All numbers are drawn, also for an operation that needs none: what follows does not depend on it.
            Operation operation = all[random.nextInt(all.length)];
            boolean applied = random.nextDouble() < APPLIED;
            double drawn = magnitude + deviation * random.nextGaussian();
            int sign = random.nextDouble() < 0.5 ? 1 : -1;
            if (applied) {
                now = operation.apply(now, Math.max(0, Math.min(Operation.LARGEST, drawn)), sign);
            }
        }
        return now;
    }
}
