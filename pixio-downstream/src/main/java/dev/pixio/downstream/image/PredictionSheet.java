package dev.pixio.downstream.image;

import dev.pixio.downstream.data.RgbPlanes;
import dev.pixio.downstream.evaluate.DensePrediction;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.eval.dense.image.DepthColours;
import dev.pixio.eval.plot.ImageSheet;
import dev.pixio.eval.plot.ImageSheet.Rgb;
import dev.pixio.image.raster.ImageInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.IntBinaryOperator;
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

    /** Images whose longer side is more pixels are reduced by an integer factor, so that text stays legible beside them. */
    private static final int LARGEST_SIDE = 448;

    private static final double TEXT = ClassLegend.TEXT;
    private static final int LINE = ClassLegend.LINE;
    private static final int SWATCH = ClassLegend.SWATCH;
    private static final int BAR = 200;

    private PredictionSheet() {}

    /**
     * Writes a PNG of photographs; see {@link #write(Path, List, List)}.
     *
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void write(Path path, List<DensePrediction> predictions) throws IOException {
        write(path, predictions, ImageInput.RGB.view());
    }

    /**
     * Writes a PNG.
     *
     * @param predictions at least one
     * @param view the channels of images that are no photographs that are shown as red, green and blue, counted from 1
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void write(Path path, List<DensePrediction> predictions, List<Integer> view) throws IOException {
        int largest = 1;
        int widest = 1;
        for (DensePrediction each : predictions) {
            widest = Math.max(widest, each.pixels().width());
            largest = Math.max(
                    largest, Math.max(each.pixels().height(), each.pixels().width()));
        }
        int reduction = (largest + LARGEST_SIDE - 1) / LARGEST_SIDE;
        int width = reduced(widest, reduction);
        List<Integer> heights = predictions.stream()
                .map(each -> reduced(each.pixels().height(), reduction))
                .toList();
        if (predictions.get(0).task() instanceof Segmentation segmentation) {
            writeLabels(path, predictions, view, segmentation.classes(), heights, width, reduction);
        } else {
            writeDepths(path, predictions, view, heights, width, reduction);
        }
    }

    private static int reduced(int side, int reduction) {
        return (side + reduction - 1) / reduction;
    }

    private static void writeLabels(
            Path path,
            List<DensePrediction> predictions,
            List<Integer> view,
            List<String> classes,
            List<Integer> heights,
            int width,
            int reduction)
            throws IOException {
        List<Integer> labels = labels(predictions);
        List<Integer> colours = LabelColours.of(classes);
        IntUnaryOperator byLabel = LabelColours.byLabel(classes);
        ClassLegend legend = new ClassLegend(
                labels.stream().map(classes::get).toList(),
                labels.stream().map(colours::get).toList());
        int lines = legend.lines(ImageSheet.widthOf(COLUMNS.size(), width));
        try (ImageSheet sheet = new ImageSheet(COLUMNS, heights, width, (lines + 1) * LINE + 8)) {
            for (int row = 0; row < predictions.size(); row++) {
                DensePrediction each = predictions.get(row);
                float[] truth = each.pixels().truth();
                float[] values = each.values();
                Tile tile = new Tile(each, width, reduction);
                sheet.draw(row, 0, tile.of(each.pixels().image().shown(view)));
                sheet.draw(row, 1, tile.of(pixel -> byLabel.applyAsInt((int) truth[pixel])));
                sheet.draw(row, 2, tile.of(pixel -> byLabel.applyAsInt((int) values[pixel])));
                sheet.draw(row, 3, tile.of(pixel -> errorColour(truth[pixel], values[pixel])));
            }
            legend.draw(sheet);
            int top = sheet.footerTop() + lines * LINE + 4;
            ClassLegend.draw(sheet, "wrong", WRONG, ImageSheet.GAP, top);
            ClassLegend.draw(sheet, "does not count", UNKNOWN, ImageSheet.GAP + legend.column(), top);
            sheet.save(path);
        }
    }

    /** Of a label. */
    private static int errorColour(float truth, float value) {
        if (truth == Segmentation.IGNORED) {
            return UNKNOWN;
        }
        return truth == value ? RIGHT : WRONG;
    }

    private static void writeDepths(
            Path path,
            List<DensePrediction> predictions,
            List<Integer> view,
            List<Integer> heights,
            int width,
            int reduction)
            throws IOException {
        DepthColours colours = depthColours(predictions);
        try (ImageSheet sheet = new ImageSheet(COLUMNS, heights, width, 2 * LINE + 8)) {
            for (int row = 0; row < predictions.size(); row++) {
                DensePrediction each = predictions.get(row);
                DepthRange range = ((DepthEstimation) each.task()).range();
                float[] truth = each.pixels().truth();
                float[] values = each.values();
                Tile tile = new Tile(each, width, reduction);
                sheet.draw(row, 0, tile.of(each.pixels().image().shown(view)));
                sheet.draw(
                        row,
                        1,
                        tile.of(pixel -> range.contains(truth[pixel]) ? colours.colour(truth[pixel]) : UNKNOWN));
                sheet.draw(row, 2, tile.of(pixel -> colours.colour(values[pixel])));
                sheet.draw(
                        row,
                        3,
                        tile.of(pixel -> range.contains(truth[pixel])
                                ? errorColour(Math.abs(values[pixel] - truth[pixel]) / truth[pixel])
                                : UNKNOWN));
            }
            legend(sheet, colours);
            sheet.save(path);
        }
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

    /**
     * Draws maps of a prediction, reduced, on white of a width.
     *
     * @param width of the tile in pixels
     * @param reduction pixels of the image to one of the tile, along each side
     */
    private record Tile(DensePrediction prediction, int width, int reduction) {

        private int height() {
            return reduced(prediction.pixels().height(), reduction);
        }

        /** The image: each pixel is the mean of those that it stands for. */
        Rgb of(RgbPlanes image) {
            int rows = prediction.pixels().height();
            int columns = prediction.pixels().width();
            return drawn((row, column) -> {
                int lastRow = Math.min(rows, row + reduction);
                int lastColumn = Math.min(columns, column + reduction);
                int red = 0;
                int green = 0;
                int blue = 0;
                for (int y = row; y < lastRow; y++) {
                    for (int x = column; x < lastColumn; x++) {
                        int colour = image.colour(y * columns + x);
                        red += colour >> 16 & 0xFF;
                        green += colour >> 8 & 0xFF;
                        blue += colour & 0xFF;
                    }
                }
                int count = (lastRow - row) * (lastColumn - column);
                return (red / count) << 16 | (green / count) << 8 | blue / count;
            });
        }

        /** A map, from the number of a pixel to its colour: each pixel is the one in the middle of those that it stands for. */
        Rgb of(IntUnaryOperator colour) {
            int rows = prediction.pixels().height();
            int columns = prediction.pixels().width();
            return drawn((row, column) -> colour.applyAsInt(
                    Math.min(rows - 1, row + reduction / 2) * columns + Math.min(columns - 1, column + reduction / 2)));
        }

        /** @param colour from the first row and column of the pixels that one of the tile stands for */
        private Rgb drawn(IntBinaryOperator colour) {
            byte[] rgb = new byte[3 * height() * width];
            int columns = reduced(prediction.pixels().width(), reduction);
            for (int row = 0; row < height(); row++) {
                for (int column = 0; column < width; column++) {
                    boolean inside = column < columns;
                    put(
                            inside ? colour.applyAsInt(row * reduction, column * reduction) : WHITE,
                            rgb,
                            row * width + column);
                }
            }
            return new Rgb(rgb, height(), width);
        }
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
