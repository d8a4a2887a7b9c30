package dev.pixio.downstream.image;

import dev.pixio.downstream.evaluate.DensePrediction;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.eval.dense.image.DepthColours;
import dev.pixio.eval.plot.ImageSheet;
import dev.pixio.eval.plot.ImageSheet.Rgb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/** Draws predictions: one row per image, with columns for the image, the truth, the prediction and the error. */
public final class PredictionSheet {

    private static final List<String> COLUMNS = List.of("image", "truth", "prediction", "error");

    private static final int WHITE = 0xFFFFFF;
    private static final int WRONG = 0xD62728;
    private static final int RIGHT = 0xE8E8E8;
    private static final int UNKNOWN = 0xC8C8C8;

    /** Relative error of depth with the strongest colour. */
    private static final double LARGEST_ERROR = 0.5;

    private static final double TEXT = 0.42;
    private static final int LINE = 20;
    private static final int SWATCH = 12;
    private static final int LEGEND_COLUMN = 116;
    private static final int BAR = 200;

    private PredictionSheet() {}

    /**
     * Writes a PNG.
     *
     * @param predictions at least one
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void write(Path path, List<DensePrediction> predictions) throws IOException {
        DenseTask task = predictions.get(0).task();
        int height = 1;
        int width = 1;
        for (DensePrediction each : predictions) {
            height = Math.max(height, each.pixels().height());
            width = Math.max(width, each.pixels().width());
        }
        List<Integer> labels = task instanceof Segmentation ? labels(predictions) : List.of();
        int perLine = Math.max(1, COLUMNS.size() * Math.max(width, 160) / LEGEND_COLUMN);
        int lines = task instanceof Segmentation ? (labels.size() + perLine - 1) / perLine + 1 : 2;
        try (ImageSheet sheet = new ImageSheet(COLUMNS, predictions.size(), height, width, lines * LINE + 8)) {
            DepthColours colours = depthColours(predictions);
            for (int row = 0; row < predictions.size(); row++) {
                DensePrediction each = predictions.get(row);
                sheet.draw(row, 0, framed(each, height, width, each.pixels().planes()::colour));
                if (task instanceof DepthEstimation depth) {
                    drawDepth(sheet, row, each, height, width, colours, depth.range());
                } else {
                    drawLabels(sheet, row, each, height, width);
                }
            }
            if (task instanceof Segmentation segmentation) {
                legend(sheet, labels, segmentation.classes(), perLine);
            } else {
                legend(sheet, colours);
            }
            sheet.save(path);
        }
    }

    private static void drawLabels(ImageSheet sheet, int row, DensePrediction each, int height, int width) {
        float[] truth = each.pixels().truth();
        float[] values = each.values();
        sheet.draw(row, 1, framed(each, height, width, pixel -> LabelColours.of((int) truth[pixel])));
        sheet.draw(row, 2, framed(each, height, width, pixel -> LabelColours.of((int) values[pixel])));
        sheet.draw(
                row,
                3,
                framed(
                        each,
                        height,
                        width,
                        pixel -> truth[pixel] == Segmentation.IGNORED
                                ? UNKNOWN
                                : truth[pixel] == values[pixel] ? RIGHT : WRONG));
    }

    private static void drawDepth(
            ImageSheet sheet,
            int row,
            DensePrediction each,
            int height,
            int width,
            DepthColours colours,
            DepthRange range) {
        float[] truth = each.pixels().truth();
        float[] values = each.values();
        sheet.draw(
                row,
                1,
                framed(
                        each,
                        height,
                        width,
                        pixel -> range.contains(truth[pixel]) ? colours.colour(truth[pixel]) : UNKNOWN));
        sheet.draw(row, 2, framed(each, height, width, pixel -> colours.colour(values[pixel])));
        sheet.draw(
                row,
                3,
                framed(
                        each,
                        height,
                        width,
                        pixel -> range.contains(truth[pixel])
                                ? errorColour(Math.abs(values[pixel] - truth[pixel]) / truth[pixel])
                                : UNKNOWN));
    }

    /** From white for none to dark red. */
    private static int errorColour(double error) {
        double share = Math.min(1, error / LARGEST_ERROR);
        int red = (int) Math.round(255 - share * 75);
        int other = (int) Math.round(255 - share * 235);
        return red << 16 | other << 8 | other;
    }

    /** Over the true depths. */
    private static DepthColours depthColours(List<DensePrediction> predictions) {
        double nearest = Double.MAX_VALUE;
        double farthest = 0;
        for (DensePrediction each : predictions) {
            for (float depth : each.pixels().truth()) {
                if (depth != DepthEstimation.NONE) {
                    nearest = Math.min(nearest, depth);
                    farthest = Math.max(farthest, depth);
                }
            }
        }
        return new DepthColours(Math.min(nearest, Math.max(farthest, 1)), Math.max(farthest, 1));
    }

    /** An image on white of the size of the largest. */
    private static Rgb framed(DensePrediction each, int height, int width, IntUnaryOperator colour) {
        byte[] rgb = new byte[3 * height * width];
        int rows = each.pixels().height();
        int columns = each.pixels().width();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                boolean inside = row < rows && column < columns;
                put(inside ? colour.applyAsInt(row * columns + column) : WHITE, rgb, row * width + column);
            }
        }
        return new Rgb(rgb, height, width);
    }

    private static void put(int colour, byte[] rgb, int pixel) {
        rgb[3 * pixel] = (byte) (colour >> 16);
        rgb[3 * pixel + 1] = (byte) (colour >> 8);
        rgb[3 * pixel + 2] = (byte) colour;
    }

    private static Rgb swatch(int colour) {
        byte[] rgb = new byte[3];
        put(colour, rgb, 0);
        return new Rgb(rgb, 1, 1);
    }

    /** The labels that occur. */
    private static List<Integer> labels(List<DensePrediction> predictions) {
        TreeSet<Integer> labels = new TreeSet<>();
        for (DensePrediction each : predictions) {
            for (float label : each.pixels().truth()) {
                labels.add((int) label);
            }
            for (float label : each.values()) {
                labels.add((int) label);
            }
        }
        labels.remove(Segmentation.IGNORED);
        return new ArrayList<>(labels);
    }

    private static void legend(ImageSheet sheet, List<Integer> labels, List<String> names, int perLine) {
        for (int i = 0; i < labels.size(); i++) {
            int left = ImageSheet.GAP + i % perLine * LEGEND_COLUMN;
            int top = sheet.footerTop() + Math.floorDiv(i, perLine) * LINE + 4;
            sheet.drawInFooter(swatch(LabelColours.of(labels.get(i))), left, top, SWATCH, SWATCH);
            sheet.write(names.get(labels.get(i)), left + SWATCH + 6, top + SWATCH - 2, TEXT);
        }
        int top = sheet.footerTop() + (labels.size() + perLine - 1) / perLine * LINE + 4;
        sheet.drawInFooter(swatch(WRONG), ImageSheet.GAP, top, SWATCH, SWATCH);
        sheet.write("wrong", ImageSheet.GAP + SWATCH + 6, top + SWATCH - 2, TEXT);
        sheet.drawInFooter(swatch(UNKNOWN), ImageSheet.GAP + LEGEND_COLUMN, top, SWATCH, SWATCH);
        sheet.write("does not count", ImageSheet.GAP + LEGEND_COLUMN + SWATCH + 6, top + SWATCH - 2, TEXT);
    }

    private static void legend(ImageSheet sheet, DepthColours colours) {
        int top = sheet.footerTop() + 4;
        int baseline = top + SWATCH - 2;
        sheet.write(String.format(Locale.ROOT, "%.1f m", colours.nearest()), ImageSheet.GAP, baseline, TEXT);
        int bar = ImageSheet.GAP + 60;
        sheet.drawInFooter(colours.bar(BAR), bar, top, SWATCH, BAR);
        sheet.write(String.format(Locale.ROOT, "%.1f m", colours.farthest()), bar + BAR + 8, baseline, TEXT);
        int grey = bar + BAR + 70;
        sheet.drawInFooter(swatch(UNKNOWN), grey, top, SWATCH, SWATCH);
        sheet.write("no depth", grey + SWATCH + 6, baseline, TEXT);
        int second = top + LINE;
        sheet.write("error 0", ImageSheet.GAP, second + SWATCH - 2, TEXT);
        for (int i = 0; i < BAR; i++) {
            sheet.drawInFooter(swatch(errorColour(LARGEST_ERROR * i / BAR)), bar + i, second, SWATCH, 1);
        }
        sheet.write("50 % of the depth and more", bar + BAR + 8, second + SWATCH - 2, TEXT);
    }
}
