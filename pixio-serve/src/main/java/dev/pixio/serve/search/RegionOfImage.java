package dev.pixio.serve.search;

import dev.pixio.image.resize.CropBox;
import dev.pixio.serve.request.RequestException;
import java.util.List;

/**
 * A part of an image, in shares of its width and height.
 *
 * @param left from 0
 * @param top from 0
 * @param width more than 0
 * @param height more than 0
 */
record RegionOfImage(double left, double top, double width, double height) {

    private static final int NUMBERS = 4;

    /**
     * Reads {@code left,top,width,height}.
     *
     * @throws RequestException if the region is not in the image
     */
    static RegionOfImage parse(String text) throws RequestException {
        try {
            List<String> parts = List.of(text.split(",", -1));
            if (parts.size() == NUMBERS) {
                RegionOfImage region = new RegionOfImage(
                        Double.parseDouble(parts.get(0)),
                        Double.parseDouble(parts.get(1)),
                        Double.parseDouble(parts.get(2)),
                        Double.parseDouble(parts.get(3)));
                if (region.isInside()) {
                    return region;
                }
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new RequestException(
                400, "box must be left,top,width,height in shares of the image, from 0 to 1, and inside of it");
    }

    private boolean isInside() {
        double rounding = 1e-6;
        return left >= 0
                && top >= 0
                && width > 0
                && height > 0
                && left + width <= 1 + rounding
                && top + height <= 1 + rounding;
    }

    /** The region of an image of a size in pixels; at least one pixel. */
    CropBox in(int imageWidth, int imageHeight) {
        int x = Math.min(imageWidth - 1, (int) Math.round(left * imageWidth));
        int y = Math.min(imageHeight - 1, (int) Math.round(top * imageHeight));
        int boxWidth = (int) Math.max(1, Math.min(imageWidth - x, Math.round(width * imageWidth)));
        int boxHeight = (int) Math.max(1, Math.min(imageHeight - y, Math.round(height * imageHeight)));
        return new CropBox(y, x, boxHeight, boxWidth);
    }
}
