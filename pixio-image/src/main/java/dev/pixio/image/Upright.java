package dev.pixio.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Applies the orientation of an image, by the table of TIFF and EXIF: 5 to 8 swap rows and columns. */
final class Upright {

    private static final int MIRROR_ROWS = 1;
    private static final int MIRROR_COLUMNS = 0;
    private static final int MIRROR_BOTH = -1;

    private Upright() {}

    /**
     * The upright image.
     *
     * @param stored as stored in the file; returned itself if it is upright
     * @param orientation 1 (upright) to 8
     */
    static Mat of(Mat stored, int orientation) {
        Mat turned = stored;
        if (orientation >= 5) {
            turned = new Mat();
            opencv_core.transpose(stored, turned);
        }
        return switch (orientation) {
            case 2, 6 -> mirrored(turned, MIRROR_ROWS);
            case 3, 7 -> mirrored(turned, MIRROR_BOTH);
            case 4, 8 -> mirrored(turned, MIRROR_COLUMNS);
            default -> turned;
        };
    }

    private static Mat mirrored(Mat image, int axes) {
        Mat mirrored = new Mat();
        opencv_core.flip(image, mirrored, axes);
        return mirrored;
    }
}
