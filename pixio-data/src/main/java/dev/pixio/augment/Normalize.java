package dev.pixio.augment;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Converts bytes to the normalised input of a model: {@code (value / 255 - mean) / deviation}, with a mean and a standard
 * deviation per channel.
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

    /**
     * Normalises a batch.
     *
     * @param images {@code uint8 [B, C, H, W]} on any device, not modified
     * @return float {@code [B, C, H, W]} on the same device, in the caller's scope
     */
    public Tensor apply(Tensor images) {
        requireChannels(images);
        Tensor normalized = images.to(torch.ScalarType.Float);
        try (PointerScope scope = new PointerScope()) {
            normalized.div_(new Scalar(255.0));
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

    private void requireChannels(Tensor images) {
        if (images.dim() != 4 || images.size(1) != mean.size()) {
            throw new IllegalArgumentException(
                    "a batch of images is [B, " + mean.size() + ", H, W], not of " + images.dim() + " dimensions"
                            + (images.dim() == 4 ? " with " + images.size(1) + " channels" : ""));
        }
    }
}
