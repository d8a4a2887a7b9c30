package dev.pixio.downstream.image;

import dev.pixio.eval.plot.ImageSheet;
import dev.pixio.eval.plot.ImageSheet.Rgb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Names beside squares of their colours, in columns as wide as the longest name.
 *
 * @param names in the order of their places, line by line
 * @param colours of the names, {@code 0xRRGGBB}
 */
public record ClassLegend(List<String> names, List<Integer> colours) {

    /** The size of letters. */
    static final double TEXT = 0.42;

    /** The height of a line in pixels. */
    static final int LINE = 20;

    /** The side of a square in pixels. */
    static final int SWATCH = 12;

    private static final int GAP = 6;
    private static final int MARGIN = 4;
    private static final int LETTER = 8;
    private static final int LEAST_COLUMN = 116;

    /** The width of a legend by itself, for names that are not longer. */
    private static final int WIDTH = 480;

    /** @throws IllegalArgumentException if there is not one colour for each name */
    public ClassLegend {
        names = List.copyOf(names);
        colours = List.copyOf(colours);
        if (names.size() != colours.size()) {
            throw new IllegalArgumentException(names.size() + " names have " + colours.size() + " colours");
        }
    }

    /** Pixels from one name to the next in a line. */
    int column() {
        int longest = names.stream().mapToInt(String::length).max().orElse(0);
        return Math.max(LEAST_COLUMN, SWATCH + 2 * GAP + LETTER * longest);
    }

    private int perLine(int width) {
        return Math.max(1, (width - ImageSheet.GAP) / column());
    }

    /** The number of lines in a width of pixels. */
    int lines(int width) {
        int perLine = perLine(width);
        return (names.size() + perLine - 1) / perLine;
    }

    /** Draws the lines into the footer of a sheet, from its upper edge down. */
    void draw(ImageSheet sheet) {
        int perLine = perLine(sheet.width());
        for (int i = 0; i < names.size(); i++) {
            int left = ImageSheet.GAP + i % perLine * column();
            int top = sheet.footerTop() + Math.floorDiv(i, perLine) * LINE + MARGIN;
            draw(sheet, names.get(i), colours.get(i), left, top);
        }
    }

    /** Draws a square of a colour and its name. */
    static void draw(ImageSheet sheet, String name, int colour, int left, int top) {
        byte[] rgb = {(byte) (colour >> 16), (byte) (colour >> 8), (byte) colour};
        sheet.drawInFooter(new Rgb(rgb, 1, 1), left, top, SWATCH, SWATCH);
        sheet.write(name, left + SWATCH + GAP, top + SWATCH - 2, TEXT);
    }

    /**
     * Writes a PNG of the legend alone.
     *
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public void write(Path path) throws IOException {
        int width = Math.max(WIDTH, column());
        int footer = lines(ImageSheet.widthOf(1, width)) * LINE + 2 * MARGIN;
        try (ImageSheet sheet = new ImageSheet(List.of("classes"), List.of(), width, footer)) {
            draw(sheet);
            sheet.save(path);
        }
    }
}
