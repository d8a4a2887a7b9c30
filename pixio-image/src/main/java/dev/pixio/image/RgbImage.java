package dev.pixio.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A decoded image in native memory: {@code uint8 [height, width, 3]} in RGB order, with rows of {@link #rowBytes} bytes. It
 * outlives the {@code PointerScope} in which it was created; its owner closes it.
 */
public final class RgbImage implements AutoCloseable {

    private final Pointer owner;
    private final BytePointer data;
    private final int width;
    private final int height;
    private final long rowBytes;
    private final Reduction reduction;
    private boolean closed;

    private RgbImage(Pointer owner, BytePointer data, int width, int height, long rowBytes, Reduction reduction) {
        // A scope has its own reference to a new pointer; this additional one is released by close().
        this.owner = owner.retainReference();
        this.data = data;
        this.width = width;
        this.height = height;
        this.rowBytes = rowBytes;
        this.reduction = reduction;
    }

    /**
     * A new image with undefined pixels, to be written through {@link #data}.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     */
    public static RgbImage of(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image of " + width + " x " + height + " pixels has no pixels");
        }
        long rowBytes = 3L * width;
        BytePointer memory = new BytePointer(rowBytes * height);
        return new RgbImage(memory, memory, width, height, rowBytes, Reduction.none(width, height));
    }

    /**
     * An image that takes over the memory of an OpenCV matrix, without copying.
     *
     * @param mat {@code CV_8UC3} in RGB order; not empty
     */
    public static RgbImage ofMat(Mat mat) {
        return ofMat(mat, Reduction.none(mat.cols(), mat.rows()));
    }

    /** As {@link #ofMat(Mat)}, for an image decoded at reduced size. */
    static RgbImage ofMat(Mat mat, Reduction reduction) {
        if (mat.empty() || mat.type() != opencv_core.CV_8UC3) {
            throw new IllegalArgumentException("not an 8-bit matrix of three channels: type " + mat.type());
        }
        long rowBytes = mat.step1();
        BytePointer memory = mat.data().capacity(rowBytes * (mat.rows() - 1) + 3L * mat.cols());
        return new RgbImage(mat, memory, mat.cols(), mat.rows(), rowBytes, reduction);
    }

    /** Width in pixels. */
    public int width() {
        return width;
    }

    /** Height in pixels. */
    public int height() {
        return height;
    }

    /** Bytes from the start of one row to the start of the next, at least {@code 3 * width}. */
    public long rowBytes() {
        return rowBytes;
    }

    /** The reduction with which this image was decoded; its {@code factor} is 1 at full size. */
    public Reduction reduction() {
        return reduction;
    }

    /** The first byte of the first row: pixel (x, y) begins at {@code y * rowBytes() + 3 * x}. Valid until closed. */
    public BytePointer data() {
        return data;
    }

    /**
     * Copies a part of a row; thread-safe.
     *
     * @param row from 0
     * @param left column of the first pixel, from 0
     * @param into receives red, green and blue of {@code into.length / 3} pixels
     */
    public void copyRow(int row, int left, byte[] into) {
        long start = row * rowBytes + 3L * left;
        if (closed || row < 0 || row >= height || left < 0 || into.length > 3L * (width - left)) {
            throw new IllegalArgumentException((closed ? "the image is closed" : "there are no such pixels") + ": "
                    + into.length / 3 + " from (" + left + ", " + row + ") of " + width + " x " + height);
        }
        // A separate pointer, because the position of the shared one must not change.
        data.getPointer(start).get(into);
    }

    /**
     * A copy of a part, which the caller closes.
     *
     * @param left column of its first pixel, from 0
     * @param top row of its first pixel, from 0
     * @throws IllegalArgumentException if the part is not in the image, or the image is closed
     */
    public RgbImage part(int left, int top, int partWidth, int partHeight) {
        RgbImage part = of(partWidth, partHeight);
        byte[] row = new byte[3 * partWidth];
        try {
            for (int y = 0; y < partHeight; y++) {
                copyRow(top + y, left, row);
                part.data.getPointer(y * part.rowBytes).put(row);
            }
        } catch (IllegalArgumentException e) {
            part.close();
            throw e;
        }
        return part;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            owner.releaseReference();
        }
    }
}
