package dev.pixio.eval.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A PNG with images in rows and columns on white, a heading over each column, and a footer. It owns native memory; close it.
 */
public final class ImageSheet implements AutoCloseable {

    /** Between images, and at the edges, in pixels. */
    public static final int GAP = 6;

    /** Smaller images are enlarged by an integer factor to at least this width, so that headings fit. */
    private static final int MIN_WIDTH = 160;

    private static final int HEADER = 26;
    private static final int FONT = opencv_imgproc.FONT_HERSHEY_SIMPLEX;

    private final Mat sheet;
    private final List<Integer> tops;
    private final int tileWidth;
    private final int footer;

    /**
     * An RGB image.
     *
     * @param rgb three bytes per pixel, row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of bytes, which are not changed
    public record Rgb(byte[] rgb, int height, int width) {}

    /**
     * An empty sheet.
     *
     * @param headings one per column
     * @param rows number of rows
     * @param height of an image in pixels, before it is enlarged
     * @param width of an image in pixels, before it is enlarged
     * @param footer pixels below the last row
     */
    public ImageSheet(List<String> headings, int rows, int height, int width, int footer) {
        this(headings, Collections.nCopies(rows, height), width, footer);
    }

    /**
     * An empty sheet whose rows have heights of their own.
     *
     * @param headings one per column
     * @param heights of the images of each row in pixels, before they are enlarged
     * @param width of an image in pixels, before it is enlarged
     * @param footer pixels below the last row
     */
    public ImageSheet(List<String> headings, List<Integer> heights, int width, int footer) {
        int scale = scale(width);
        List<Integer> starts = new ArrayList<>(List.of(HEADER));
        for (int height : heights) {
            starts.add(starts.get(starts.size() - 1) + height * scale + GAP);
        }
        this.tops = List.copyOf(starts);
        this.tileWidth = width * scale;
        this.footer = footer;
        this.sheet = new Mat(
                tops.get(heights.size()) + footer,
                widthOf(headings.size(), width),
                opencv_core.CV_8UC3,
                Scalar.all(255));
        for (int column = 0; column < headings.size(); column++) {
            write(headings.get(column), left(column), HEADER - 8, 0.5);
        }
    }

    /**
     * The width of a sheet in pixels.
     *
     * @param columns of images
     * @param width of an image in pixels, before it is enlarged
     */
    public static int widthOf(int columns, int width) {
        return GAP + columns * (scale(width) * width + GAP);
    }

    private static int scale(int width) {
        return Math.max(1, (MIN_WIDTH + width - 1) / width);
    }

    /** The width of the sheet in pixels. */
    public int width() {
        return sheet.cols();
    }

    /** The first line of the footer, in pixels from above. */
    public int footerTop() {
        return sheet.rows() - footer;
    }

    /** The line below the images of a row, in pixels from above. */
    public int rowBottom(int row) {
        return tops.get(row + 1) - GAP;
    }

    /** The first column of the images of a column, in pixels from the left. */
    public int left(int column) {
        return GAP + column * (tileWidth + GAP);
    }

    /** Draws an image at its place, enlarged without interpolation. */
    public void draw(int row, int column, Rgb image) {
        draw(image, new Rect(left(column), tops.get(row), tileWidth, rowBottom(row) - tops.get(row)));
    }

    /** Draws an image in the footer, enlarged or reduced to a size. */
    public void drawInFooter(Rgb image, int left, int top, int height, int width) {
        draw(image, new Rect(left, top, width, height));
    }

    private void draw(Rgb image, Rect place) {
        try (Mat rgb = new Mat(image.height(), image.width(), opencv_core.CV_8UC3);
                Mat bgr = new Mat();
                Mat target = new Mat(sheet, place);
                Size size = new Size(place.width(), place.height());
                BytePointer memory = rgb.data().capacity(image.rgb().length)) {
            memory.put(image.rgb());
            opencv_imgproc.cvtColor(rgb, bgr, opencv_imgproc.COLOR_RGB2BGR);
            opencv_imgproc.resize(bgr, target, size, 0, 0, opencv_imgproc.INTER_NEAREST);
        }
    }

    /**
     * Writes a line of ASCII text.
     *
     * @param size 0.5 for letters of about 11 pixels
     */
    public void write(String text, int left, int baseline, double size) {
        try (Point origin = new Point(left, baseline)) {
            opencv_imgproc.putText(sheet, text, origin, FONT, size, Scalar.all(40), 1, opencv_imgproc.LINE_AA, false);
        }
    }

    /**
     * Saves the sheet as a PNG.
     *
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public void save(Path path) throws IOException {
        PngFile.write(path, sheet);
    }

    @Override
    public void close() {
        sheet.close();
    }
}
