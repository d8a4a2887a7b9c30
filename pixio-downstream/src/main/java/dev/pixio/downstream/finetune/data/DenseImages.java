package dev.pixio.downstream.finetune.data;

import dev.pixio.data.ImageSource;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;

/**
 * The images of samples, for a training loop that lists and names them. Their pixels are read by {@link DenseViews}.
 *
 * @param samples with a true value for each pixel
 */
record DenseImages(DenseSource samples) implements ImageSource {

    @Override
    public long size() {
        return samples.size();
    }

    @Override
    public String name(long index) {
        return samples.name(Math.toIntExact(index));
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        return DenseViews.sample(samples, index).image();
    }

    @Override
    public String description() {
        return samples.description();
    }

    @Override
    public String fingerprint() {
        return samples.fingerprint();
    }
}
