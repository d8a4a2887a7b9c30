package dev.pixio.eval;

import dev.pixio.eval.plot.ImageSheet;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Draws reconstructions as a grid: one row per image, with columns for the original, the masked input, the
 * reconstruction, and the reconstruction inside the original. A line below states where mean and deviation of the
 * reconstructed patches come from.
 */
public final class ReconstructionGrid {

    private static final List<String> COLUMNS = List.of("original", "masked", "reconstruction", "both");
    private static final int FOOTER = 24;

    private ReconstructionGrid() {}

    /**
     * Writes a PNG.
     *
     * @param images B images, one per row
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void write(Path path, ReconstructedImages images) throws IOException {
        List<Tensor> columns = List.of(images.original(), images.masked(), images.predicted(), images.pasted());
        int rows = (int) images.original().size(0);
        int height = (int) images.original().size(2);
        int width = (int) images.original().size(3);
        try (ImageSheet sheet = new ImageSheet(COLUMNS, rows, height, width, FOOTER)) {
            for (int column = 0; column < columns.size(); column++) {
                for (int row = 0; row < rows; row++) {
                    try (Tensor image = columns.get(column).select(0, row).permute(1, 2, 0)) { // [H, W, 3]
                        sheet.draw(row, column, new ImageSheet.Rgb(Tensors.toBytes(image), height, width));
                    }
                }
            }
            sheet.write(caption(images.statistics()), ImageSheet.GAP, sheet.footerTop() + FOOTER - 8, 0.42);
            sheet.save(path);
        }
    }

    static String caption(PatchStatistics statistics) {
        return switch (statistics) {
            case ORIGINAL -> "each patch: mean and variance of the original";
            case VISIBLE -> "each patch: mean and deviation interpolated from the visible patches";
        };
    }
}
