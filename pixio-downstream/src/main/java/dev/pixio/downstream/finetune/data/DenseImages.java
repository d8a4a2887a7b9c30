package dev.pixio.downstream.finetune.data;

import dev.pixio.data.ImageSource;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.data.SampleImage;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;

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
        SampleImage image = DenseViews.sample(samples, index).image();
        if (image instanceof SampleImage.Photograph photograph) {
            return photograph.image();
        }
        throw new ImageReadException("is read as an image of " + image.channels() + " channels, not as 8-bit RGB");
    }

    @Override
    public Raster raster(long index, ImageInput input) throws ImageReadException {
        try (SampleImage image = DenseViews.sample(samples, index).image()) {
            return image instanceof SampleImage.Samples scaled
                    ? scaled.raster()
                    : input.of(Raster.of(((SampleImage.Photograph) image).image()));
        }
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
