package dev.pixio.downstream.finetune.augment;

import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Replaces a rectangle of a normalised image by normal noise (Zhong et al. 2020), as timm's random erasing with {@code mode=pixel} and
 * {@code count=1}: 2 % to a third of the area, with a ratio of the sides of 0.3 to 1/0.3.
 *
 * @param probability that an image is changed
 */
public record RandomErasing(double probability) {

    private static final double LEAST_AREA = 0.02;
    private static final double MOST_AREA = 1 / 3.0;
    private static final double LOG_ASPECT = Math.log(1 / 0.3);
    private static final int ATTEMPTS = 10;

    /** A rectangle of pixels. */
    record Box(int top, int left, int height, int width) {}

    /**
     * Changes an image.
     *
     * @param image normalised, float {@code [C, H, W]}, changed in place
     * @param random of the image's place in the epoch
     */
    public void apply(Tensor image, RandomStream random) {
        Optional<Box> drawn = draw((int) image.size(1), (int) image.size(2), random);
        if (drawn.isEmpty()) {
            return;
        }
        Box box = drawn.get();
        float[] noise = new float[(int) image.size(0) * box.height * box.width];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        try (PointerScope scope = new PointerScope()) {
            image.narrow(1, box.top, box.height)
                    .narrow(2, box.left, box.width)
                    .copy_(Tensors.of(noise, image.size(0), box.height, box.width));
        }
    }

    /** The rectangle; empty if the image stays as it is. */
    Optional<Box> draw(int height, int width, RandomStream random) {
        if (random.nextDouble() >= probability) {
            return Optional.empty();
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = random.nextDouble(LEAST_AREA, MOST_AREA) * height * width;
            double aspect = Math.exp(random.nextDouble(-LOG_ASPECT, LOG_ASPECT));
            int boxHeight = (int) Math.rint(Math.sqrt(area * aspect));
            int boxWidth = (int) Math.rint(Math.sqrt(area / aspect));
            if (boxHeight > 0 && boxWidth > 0 && boxHeight < height && boxWidth < width) {
                return Optional.of(new Box(
                        random.nextInt(height - boxHeight + 1),
                        random.nextInt(width - boxWidth + 1),
                        boxHeight,
                        boxWidth));
            }
        }
        return Optional.empty();
    }
}
