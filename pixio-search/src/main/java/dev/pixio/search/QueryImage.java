package dev.pixio.search;

import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterPicture;
import dev.pixio.image.resize.CropBox;
import java.util.List;
import java.util.Optional;

/** A decoded image as the encoder of an index takes it, with the picture that is shown of it. Closes the picture. */
public final class QueryImage implements AutoCloseable {

    private final RgbImage picture;
    private final Optional<Raster> raster;

    private QueryImage(RgbImage picture, Optional<Raster> raster) {
        this.picture = picture;
        this.raster = raster;
    }

    /** An image of 8-bit RGB, which is closed with this one. */
    public static QueryImage of(RgbImage image) {
        return new QueryImage(image, Optional.empty());
    }

    /**
     * An image of other channels or depth.
     *
     * @param image with the channels and the scale of the encoder
     * @param view the channels of its picture, as {@link dev.pixio.image.raster.ImageInput#view}
     */
    public static QueryImage of(Raster image, List<Integer> view) {
        return new QueryImage(RasterPicture.of(image, view).image(), Optional.of(image));
    }

    /** In pixels. */
    public int width() {
        return picture.width();
    }

    /** In pixels. */
    public int height() {
        return picture.height();
    }

    /** What is shown of the image; closed with it. */
    public RgbImage picture() {
        return picture;
    }

    /** The channels of the image; empty if they are those of the picture. */
    Optional<Raster> raster() {
        return raster;
    }

    /** A part of the image; the caller closes it. */
    QueryImage part(CropBox box) {
        return new QueryImage(
                picture.part(box.left(), box.top(), box.width(), box.height()),
                raster.map(image -> image.part(box.left(), box.top(), box.width(), box.height())));
    }

    @Override
    public void close() {
        picture.close();
    }
}
