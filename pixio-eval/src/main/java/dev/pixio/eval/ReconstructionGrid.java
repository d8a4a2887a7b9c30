package dev.pixio.eval;

import dev.pixio.io.DurableFile;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.pytorch.Tensor;

/**
 * Draws reconstructions as a grid: one row per image, with columns for the original, the masked input, the
 * reconstruction, and the reconstruction inside the original.
 */
public final class ReconstructionGrid {

    private static final List<String> COLUMNS = List.of("original", "masked", "reconstruction", "both");
    private static final String CAPTION = "each patch: mean and variance of the original";

    private static final int GAP = 6;
    private static final int HEADER = 26;
    private static final int FOOTER = 24;

    /** Smaller images are enlarged by an integer factor to at least this width, so that headings fit. */
    private static final int MIN_WIDTH = 160;

    private static final int FONT = opencv_imgproc.FONT_HERSHEY_SIMPLEX;

    private ReconstructionGrid() {}

    /**
     * Writes a PNG.
     *
     * @param images B images, one per row
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void write(Path path, ReconstructedImages images) throws IOException {
        try (Mat grid = draw(images);
                BytePointer png = new BytePointer()) {
            if (!opencv_imgcodecs.imencode(".png", grid, png)) {
                throw new IOException("cannot encode the image " + path);
            }
            byte[] bytes = new byte[Math.toIntExact(png.limit())];
            png.get(bytes);
            DurableFile.writeStream(path, out -> out.write(bytes));
        }
    }

    private static Mat draw(ReconstructedImages images) {
        List<Tensor> columns = List.of(images.original(), images.masked(), images.predicted(), images.pasted());
        int rows = (int) images.original().size(0);
        int height = (int) images.original().size(2);
        int width = (int) images.original().size(3);
        int scale = Math.max(1, (MIN_WIDTH + width - 1) / width);
        int tileHeight = height * scale;
        int tileWidth = width * scale;
        Mat grid = new Mat(
                HEADER + rows * (tileHeight + GAP) + FOOTER,
                GAP + columns.size() * (tileWidth + GAP),
                opencv_core.CV_8UC3,
                Scalar.all(255));
        for (int column = 0; column < columns.size(); column++) {
            int left = GAP + column * (tileWidth + GAP);
            write(grid, COLUMNS.get(column), left, HEADER - 8, 0.5);
            for (int row = 0; row < rows; row++) {
                int top = HEADER + row * (tileHeight + GAP);
                paste(grid, columns.get(column), row, new Rect(left, top, tileWidth, tileHeight));
            }
        }
        write(grid, CAPTION, GAP, grid.rows() - 8, 0.42);
        return grid;
    }

    private static void paste(Mat grid, Tensor images, int row, Rect tile) {
        try (Tensor image = images.select(0, row).permute(1, 2, 0); // [H, W, 3]
                Mat rgb = matrix(image);
                Mat bgr = new Mat();
                Mat target = new Mat(grid, tile);
                Size size = new Size(tile.width(), tile.height())) {
            opencv_imgproc.cvtColor(rgb, bgr, opencv_imgproc.COLOR_RGB2BGR);
            opencv_imgproc.resize(bgr, target, size, 0, 0, opencv_imgproc.INTER_NEAREST);
        }
    }

    private static Mat matrix(Tensor image) {
        Mat matrix = new Mat((int) image.size(0), (int) image.size(1), opencv_core.CV_8UC3);
        try (BytePointer memory = matrix.data().capacity(image.numel())) {
            memory.put(Tensors.toBytes(image));
        }
        return matrix;
    }

    private static void write(Mat grid, String text, int left, int baseline, double size) {
        try (Point origin = new Point(left, baseline)) {
            opencv_imgproc.putText(grid, text, origin, FONT, size, Scalar.all(40), 1, opencv_imgproc.LINE_AA, false);
        }
    }
}
