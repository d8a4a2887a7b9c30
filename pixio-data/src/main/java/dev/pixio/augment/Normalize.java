package dev.pixio.augment;

import dev.pixio.image.raster.ImageInput;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Converts bytes to the normalised input of a model: {@code (value / 255 - mean) / deviation}, with a mean and a standard
 * deviation per channel. Floating-point values are shares of 1 already: {@code (value - mean) / deviation}.
 *
 * @param mean of each channel, in 0 to 1
 * @param deviation standard deviation of each channel, in 0 to 1 and not 0
 */
public record Normalize(List<Double> mean, List<Double> deviation) {

    /** Mean and standard deviation of ImageNet, which most vision models expect. */
    public static final Normalize IMAGENET = new Normalize(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    public Normalize {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != deviation.size() || deviation.contains(0.0)) {
            throw new IllegalArgumentException("means " + mean + " and deviations " + deviation
                    + " must have the same number, and no deviation may be 0");
        }
    }

    /** The mean and the deviation of an input. */
    public static Normalize of(ImageInput input) {
        return input.mean().equals(IMAGENET.mean) && input.deviation().equals(IMAGENET.deviation)
                ? IMAGENET
                : new Normalize(input.mean(), input.deviation());
    }

    /**
     * Normalises a batch.
     *
     * @param images {@code uint8} or float {@code [B, C, H, W]} on any device, not modified
     * @return float {@code [B, C, H, W]} on the same device, in the caller's scope
     */
    public Tensor apply(Tensor images) {
        requireChannels(images);
        boolean shares = images.scalar_type().intern() == torch.ScalarType.Float;
        Tensor normalized = shares ? images.clone() : images.to(torch.ScalarType.Float);
        try (PointerScope scope = new PointerScope()) {
            if (!shares) {
                normalized.div_(new Scalar(255.0));
            }
            for (int channel = 0; channel < mean.size(); channel++) {
                normalized
                        .select(1, channel) // [B, H, W]
                        .sub_(new Scalar(mean.get(channel)))
                        .div_(new Scalar(deviation.get(channel)));
            }
        }
        return normalized;
    }

    /**
     * The inverse, for display; values outside of 0 to 255 are clamped.
     *
     * @param normalized float {@code [B, C, H, W]} on any device, not modified
     * @return {@code uint8 [B, C, H, W]} on the same device, in the caller's scope
     */
    public Tensor inverse(Tensor normalized) {
        requireChannels(normalized);
        // clone(), because to() does not copy a float tensor and the operators below work in place.
        Tensor images = normalized.detach().clone().to(torch.ScalarType.Float);
        try (PointerScope scope = new PointerScope()) {
            for (int channel = 0; channel < mean.size(); channel++) {
                images.select(1, channel) // [B, H, W]
                        .mul_(new Scalar(255 * deviation.get(channel)))
                        .add_(new Scalar(255 * mean.get(channel)));
            }
            images.round_().clamp_(new ScalarOptional(new Scalar(0.0)), new ScalarOptional(new Scalar(255.0)));
        }
        return images.to(torch.ScalarType.Byte);
    }

    /**
     * The inverse without rounding.
     *
     * @param normalized float {@code [B, C, H, W]} on any device, not modified
     * @return float {@code [B, C, H, W]} on the same device, shares of 1, in the caller's scope
     */
    public Tensor shares(Tensor normalized) {
        requireChannels(normalized);
        Tensor shares = normalized.detach().clone().to(torch.ScalarType.Float);
        try (PointerScope scope = new PointerScope()) {
            for (int channel = 0; channel < mean.size(); channel++) {
                shares.select(1, channel) // [B, H, W]
                        .mul_(new Scalar(deviation.get(channel)))
                        .add_(new Scalar(mean.get(channel)));
            }
        }
        return shares;
    }

    private void requireChannels(Tensor images) {
        if (images.dim() != 4 || images.size(1) != mean.size()) {
            throw new IllegalArgumentException(
                    "a batch of images is [B, " + mean.size() + ", H, W], not of " + images.dim() + " dimensions"
                            + (images.dim() == 4 ? " with " + images.size(1) + " channels" : ""));
        }
    }
}
