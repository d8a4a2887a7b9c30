package dev.pixio.eval.score;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.data.score.DropReason;
import dev.pixio.data.score.Dropped;
import dev.pixio.eval.plot.ImageSheet;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.RasterPicture;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A sheet of images that were dropped: a column for each rule with its count, and below each image the numbers for which it was dropped.
 * Of each rule it shows images at equal distances in the order of the source.
 *
 * @param rows images of a rule, at most
 * @param input which channels and which scale images have; of other than 8-bit RGB its view is shown
 */
public record DroppedSheet(int rows, ImageInput input) {

    private static final int SIDE = 176;
    private static final int CAPTION = 16;
    private static final int LONGEST_CAPTION = 30;
    private static final double SMALL = 0.33;

    /**
     * Writes a PNG.
     *
     * @param source that the images were dropped from
     * @param dropped at least one image that was dropped
     * @throws IOException if it cannot be written
     */
    public void write(Path path, ImageSource source, List<Dropped> dropped) throws IOException {
        Map<DropReason, List<Dropped>> byReason = new EnumMap<>(DropReason.class);
        dropped.forEach(image -> byReason.computeIfAbsent(image.reason(), reason -> new ArrayList<>())
                .add(image));
        List<String> headings = new ArrayList<>();
        byReason.forEach(
                (reason, images) -> headings.add(String.format(Locale.ROOT, "%s: %,d", reason.title(), images.size())));
        int shown = byReason.values().stream()
                .mapToInt(images -> Math.min(rows, images.size()))
                .max()
                .orElse(1);
        try (ImageSheet sheet = new ImageSheet(headings, shown, SIDE + CAPTION, SIDE, 0)) {
            int column = 0;
            for (List<Dropped> images : byReason.values()) {
                int count = Math.min(rows, images.size());
                for (int row = 0; row < count; row++) {
                    draw(sheet, row, column, source, images.get((int) ((long) row * images.size() / count)));
                }
                column++;
            }
            sheet.save(path);
        }
    }

    private void draw(ImageSheet sheet, int row, int column, ImageSource source, Dropped image) throws IOException {
        sheet.draw(row, column, new ImageSheet.Rgb(tile(source, image), SIDE + CAPTION, SIDE));
        sheet.write(ascii(image.detail()), sheet.left(column) + 1, sheet.rowBottom(row) - 4, SMALL);
    }

    /** The whole image on grey, above white for the caption; a grey field if it cannot be read. */
    private byte[] tile(ImageSource source, Dropped image) {
        byte[] tile = new byte[3 * SIDE * (SIDE + CAPTION)];
        Arrays.fill(tile, 0, 3 * SIDE * SIDE, (byte) 225);
        Arrays.fill(tile, 3 * SIDE * SIDE, tile.length, (byte) 255);
        if (image.reason() == DropReason.UNREADABLE) {
            return tile;
        }
        Augmentation whole = Augmentation.framed(Framing.letterbox(SIDE, SIDE));
        try (RgbImage read = read(source, image.index());
                PointerScope scope = new PointerScope()) {
            Tensor pixels = Tensors.empty(ScalarType.Byte, 3, SIDE, SIDE);
            whole.apply(read, RandomStream.of(0, "not random"), pixels);
            byte[] drawn = Tensors.toBytes(pixels.permute(1, 2, 0)); // [H, W, 3]
            System.arraycopy(drawn, 0, tile, 0, drawn.length);
        } catch (ImageReadException e) {
            return tile; // it became unreadable after it was scored
        }
        return tile;
    }

    private RgbImage read(ImageSource source, long index) throws ImageReadException {
        return input.isRgb8()
                ? source.read(index)
                : RasterPicture.of(source.raster(index, input), input.view()).image();
    }

    /** What the font can draw, and as long as the image is wide. */
    private static String ascii(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7E]", "?");
        return printable.length() <= LONGEST_CAPTION ? printable : printable.substring(0, LONGEST_CAPTION - 3) + "...";
    }
}
