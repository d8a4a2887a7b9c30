package dev.pixio.downstream.finetune.data;

import dev.pixio.downstream.finetune.plan.MixingPlan;
import dev.pixio.torch.RandomStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * How each image of a batch is mixed with a partner: a share of every pixel, or a rectangle. The share of a label is that of the pixels.
 */
public sealed interface Mix {

    /** The share of an image that stays, and of its label. */
    double share();

    /**
     * Mixes images with their partners.
     *
     * @param images normalised, float {@code [n, C, H, W]}; may be changed in place
     * @param partners of the same shape
     * @return float {@code [n, C, H, W]}, in the caller's scope
     */
    Tensor apply(Tensor images, Tensor partners);

    /** Images as they are. */
    record Unmixed() implements Mix {

        @Override
        public double share() {
            return 1;
        }

        @Override
        public Tensor apply(Tensor images, Tensor partners) {
            return images;
        }
    }

    /** Weighted means of all pixels (Zhang et al. 2018). */
    record Mixup(double share) implements Mix {

        @Override
        public Tensor apply(Tensor images, Tensor partners) {
            return images.mul(new Scalar(share)).add(partners.mul(new Scalar(1 - share)));
        }
    }

    /**
     * A rectangle of the partner (Yun et al. 2019).
     *
     * @param share of the pixels outside of it
     */
    record Cutmix(int top, int left, int height, int width, double share) implements Mix {

        @Override
        public Tensor apply(Tensor images, Tensor partners) {
            if (height > 0 && width > 0) {
                images.narrow(2, top, height)
                        .narrow(3, left, width)
                        .copy_(partners.narrow(2, top, height).narrow(3, left, width));
            }
            return images;
        }
    }

    /**
     * Draws how a batch is mixed.
     *
     * @param height of the images in pixels
     * @param width of the images in pixels
     * @param random keyed by the batch
     */
    static Mix draw(MixingPlan plan, int height, int width, RandomStream random) {
        if (!plan.mixes() || random.nextDouble() >= plan.probability()) {
            return new Unmixed();
        }
        boolean cut = plan.mixup() == 0 || (plan.cutmix() > 0 && random.nextDouble() < plan.cutmixShare());
        double share = Beta.symmetric(cut ? plan.cutmix() : plan.mixup(), random);
        return cut ? rectangle(share, height, width, random.nextInt(height), random.nextInt(width)) : new Mixup(share);
    }

    /**
     * A rectangle of about a share of an image around a point, cut off at the border.
     *
     * @param share of the pixels that stay, before the rectangle is cut off
     */
    static Cutmix rectangle(double share, int height, int width, int row, int column) {
        double side = Math.sqrt(1 - share);
        int halfHeight = (int) (height * side) / 2;
        int halfWidth = (int) (width * side) / 2;
        int top = Math.max(0, row - halfHeight);
        int left = Math.max(0, column - halfWidth);
        int bottom = Math.min(height, row + halfHeight);
        int right = Math.min(width, column + halfWidth);
        double area = (double) (bottom - top) * (right - left);
        return new Cutmix(top, left, bottom - top, right - left, 1 - area / ((double) height * width));
    }
}
