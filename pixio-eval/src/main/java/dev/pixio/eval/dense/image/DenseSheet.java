package dev.pixio.eval.dense.image;

import dev.pixio.eval.dense.DenseScenes;
import dev.pixio.eval.dense.ScenePredictions.PredictedScene;
import dev.pixio.eval.plot.ImageSheet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Draws what dense probes predict: one row per scene, with columns for the image, the true and the predicted mask, and the
 * true and the predicted depth. The footer explains the colours.
 */
public final class DenseSheet {

    private static final List<String> COLUMNS =
            List.of("image", "true masks", "predicted masks", "true depth", "predicted depth");

    private static final double TEXT = 0.42;
    private static final int LINE = 20;
    private static final int SWATCH = 12;

    /** From the left of a swatch to the next, which the longest name fits into. */
    private static final int LEGEND_COLUMN = 116;

    private static final int BAR = 200;

    private DenseSheet() {}

    /**
     * Writes a PNG.
     *
     * @param scenes at least one, all of one size
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void write(Path path, List<PredictedScene> scenes) throws IOException {
        PredictedScene first = scenes.get(0);
        DepthColours depths = DepthColours.over(scenes);
        try (ImageSheet sheet = new ImageSheet(COLUMNS, scenes.size(), first.height(), first.width(), 4 * LINE)) {
            for (int row = 0; row < scenes.size(); row++) {
                draw(sheet, row, scenes.get(row), depths);
            }
            classLegend(sheet);
            depthLegend(sheet, depths);
            sheet.save(path);
        }
    }

    private static void draw(ImageSheet sheet, int row, PredictedScene scene, DepthColours depths) {
        int height = scene.height();
        int width = scene.width();
        sheet.draw(row, 0, new ImageSheet.Rgb(scene.image(), height / scene.factor(), width / scene.factor()));
        sheet.draw(row, 1, ClassColours.of(scene.mask(), height, width));
        sheet.draw(row, 2, ClassColours.of(scene.predictedMask(), height, width));
        sheet.draw(row, 3, depths.of(scene.depth(), scene.depth(), height, width));
        sheet.draw(row, 4, depths.of(scene.predictedDepth(), scene.depth(), height, width));
    }

    private static void classLegend(ImageSheet sheet) {
        List<String> names = DenseScenes.segmentationClasses();
        int perLine = (names.size() + 1) / 2;
        for (int label = 0; label < names.size(); label++) {
            int left = ImageSheet.GAP + label % perLine * LEGEND_COLUMN;
            int top = sheet.footerTop() + Math.floorDiv(label, perLine) * LINE + 4;
            sheet.drawInFooter(ClassColours.swatch(label), left, top, SWATCH, SWATCH);
            sheet.write(names.get(label), left + SWATCH + 6, top + SWATCH - 2, TEXT);
        }
    }

    private static void depthLegend(ImageSheet sheet, DepthColours depths) {
        int top = sheet.footerTop() + 2 * LINE + 8;
        int baseline = top + SWATCH - 2;
        sheet.write(String.format(Locale.ROOT, "depth  %.1f m", depths.nearest()), ImageSheet.GAP, baseline, TEXT);
        int bar = ImageSheet.GAP + LEGEND_COLUMN;
        sheet.drawInFooter(depths.bar(BAR), bar, top, SWATCH, BAR);
        sheet.write(String.format(Locale.ROOT, "%.1f m", depths.farthest()), bar + BAR + 8, baseline, TEXT);
        int grey = bar + BAR + 8 + LEGEND_COLUMN;
        sheet.drawInFooter(DepthColours.unmeasured(), grey, top, SWATCH, SWATCH);
        sheet.write("sky and what is as far: does not count", grey + SWATCH + 6, baseline, TEXT);
    }
}
