package dev.pixio.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A decoded image in native memory: {@code uint8 [height, width, 3]}, red first, rows of {@link #rowBytes} bytes. It
 * outlives any {@code PointerScope} it was made in; who holds it closes it.
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
        // A scope takes its own reference to a new pointer; this one is ours and is given back by close().
        this.owner = owner.retainReference();
        this.data = data;
        this.width = width;
        this.height = height;
        this.rowBytes = rowBytes;
        this.reduction = reduction;
    }

    /**
     * A new image of undefined content, for its maker to fill.
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
     * An image over the memory of an OpenCV matrix, without copying; it now belongs to the image.
     *
     * @param mat {@code CV_8UC3} in the order red, green, blue; not empty
     */
    public static RgbImage ofMat(Mat mat) {
        return ofMat(mat, Reduction.none(mat.cols(), mat.rows()));
    }

    /** As {@link #ofMat(Mat)}, for one that was decoded smaller. */
    static RgbImage ofMat(Mat mat, Reduction reduction) {
        if (mat.empty() || mat.type() != opencv_core.CV_8UC3) {
            throw new IllegalArgumentException("not an 8-bit matrix of three channels: type " + mat.type());
        }
        long rowBytes = mat.step1();
        BytePointer memory = mat.data().capacity(rowBytes * (mat.rows() - 1) + 3L * mat.cols());
        return new RgbImage(mat, memory, mat.cols(), mat.rows(), rowBytes, reduction);
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** In pixels. */
    public int height() {
        return height;
    }

    /** From the start of one row to the start of the next, at least {@code 3 * width}. */
    public long rowBytes() {
        return rowBytes;
    }

    /** Of which image this is a smaller one; of none if its {@code factor} is 1. */
    public Reduction reduction() {
        return reduction;
    }

    /** The first byte of the first row: pixel (x, y) begins at {@code y * rowBytes() + 3 * x}. Valid until closed. */
    public BytePointer data() {
        return data;
    }

    /**
     * Copies a part of a row; threads may do so side by side.
     *
     * @param row from 0
     * @param left the first pixel
     * @param into red, green and blue of as many pixels as fit
     */
    public void copyRow(int row, int left, byte[] into) {
        long start = row * rowBytes + 3L * left;
        if (closed || row < 0 || row >= height || left < 0 || into.length > 3L * (width - left)) {
            throw new IllegalArgumentException((closed ? "the image is closed" : "there are no such pixels") + ": "
                    + into.length / 3 + " from (" + left + ", " + row + ") of " + width + " x " + height);
        }
        // A pointer of its own: the position of the shared one is no place to keep anything.
        data.getPointer(start).get(into);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            owner.releaseReference();
        }
    }
}
