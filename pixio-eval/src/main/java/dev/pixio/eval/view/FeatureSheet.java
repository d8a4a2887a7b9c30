package dev.pixio.eval.view;

import dev.pixio.eval.plot.ImageSheet;
import dev.pixio.eval.plot.ImageSheet.Rgb;
import dev.pixio.eval.view.FeaturePanels.Panel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Draws the maps of images in rows and columns. */
public final class FeatureSheet {

    private static final int LINE = 18;
    private static final double TEXT = 0.42;
    private static final byte WHITE = (byte) 255;

    private static final PictureBox PICTURE = new PictureBox(192, 288);

    /** In sheets of attention, which have many columns. */
    private static final PictureBox SMALL = PictureBox.longest(160);

    private FeatureSheet() {}

    /**
     * Writes a PNG with a row for each image.
     *
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void write(Path path, FeaturePanels panels) throws IOException {
        List<List<Panel>> rows = new ArrayList<>();
        for (int image = 0; image < panels.images().size(); image++) {
            rows.add(panels.of(image, PICTURE));
        }
        write(
                path,
                rows,
                List.of(
                        "PCA: red, green and blue are three components of the patch tokens, over all images; white: background",
                        "attention: of the class tokens to the patches, mean of tokens and heads"));
    }

    /**
     * Writes a PNG of the attention in one image, with a row for each class token, and a column for each head.
     *
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void writeAttention(Path path, FeaturePanels panels, int image) throws IOException {
        List<List<Panel>> rows = new ArrayList<>();
        Rgb picture = FeaturePanels.picture(panels.images().get(image), SMALL);
        for (List<Panel> row : panels.attention(image, SMALL)) {
            List<Panel> withImage = new ArrayList<>();
            withImage.add(new Panel("image", "image", picture));
            withImage.addAll(row);
            rows.add(withImage);
        }
        int tokens = rows.size();
        write(
                path,
                rows,
                List.of(
                        tokens == 1 ? "attention of the class token" : "rows: class tokens 1 to " + tokens,
                        "each map from its smallest to its largest value"));
    }

    private static void write(Path path, List<List<Panel>> rows, List<String> footer) throws IOException {
        int height = 1;
        int width = 1;
        for (List<Panel> row : rows) {
            height = Math.max(height, row.get(0).picture().height());
            width = Math.max(width, row.get(0).picture().width());
        }
        List<String> headings = rows.get(0).stream().map(Panel::heading).toList();
        try (ImageSheet sheet = new ImageSheet(headings, rows.size(), height, width, footer.size() * LINE + 6)) {
            for (int row = 0; row < rows.size(); row++) {
                for (int column = 0; column < headings.size(); column++) {
                    sheet.draw(row, column, onWhite(rows.get(row).get(column).picture(), height, width));
                }
            }
            for (int line = 0; line < footer.size(); line++) {
                sheet.write(footer.get(line), ImageSheet.GAP, sheet.footerTop() + (line + 1) * LINE - 4, TEXT);
            }
            sheet.save(path);
        }
    }

    private static Rgb onWhite(Rgb picture, int height, int width) {
        if (picture.height() == height && picture.width() == width) {
            return picture;
        }
        byte[] rgb = new byte[3 * height * width];
        Arrays.fill(rgb, WHITE);
        for (int row = 0; row < picture.height(); row++) {
            System.arraycopy(picture.rgb(), 3 * row * picture.width(), rgb, 3 * row * width, 3 * picture.width());
        }
        return new Rgb(rgb, height, width);
    }
}
