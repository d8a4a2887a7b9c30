package dev.pixio.eval.score;

import dev.pixio.augment.Augmentation;
import dev.pixio.eval.plot.ImageSheet;
import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.Framing.Placement;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A sheet of images as a model sees them after augmentation: a row for each image, with the whole image on grey, the crops drawn in, and
 * then the views. A crop has the colour of the line above its view. Not thread-safe.
 */
public final class ViewSheet {

    private static final int SIDE = 192;
    private static final int LINE = 3;
    private static final byte[][] COLOURS = {
        {(byte) 230, 30, 30},
        {30, (byte) 160, 40},
        {40, 80, (byte) 235},
        {(byte) 240, (byte) 160, 0},
        {(byte) 170, 40, (byte) 190}
    };

    private final Augmentation augmentation;
    private final int views;
    private final long seed;
    private final int height;
    private final List<List<byte[]>> rows = new ArrayList<>();

    /**
     * An empty sheet.
     *
     * @param augmentation makes the views
     * @param views of an image, at least 1
     * @param seed of the random choices
     */
    public ViewSheet(Augmentation augmentation, int views, long seed) {
        if (views < 1) {
            throw new IllegalArgumentException("the number of views must be at least 1, not " + views);
        }
        this.augmentation = augmentation;
        this.views = views;
        this.seed = seed;
        this.height = Math.max(1, SIDE * augmentation.height() / augmentation.width());
    }

    /** Adds a row. */
    public void add(RgbImage image) {
        List<byte[]> row = new ArrayList<>();
        byte[] whole = view(image, Augmentation.framed(Framing.letterbox(height, SIDE)), 0);
        row.add(whole);
        Placement placement = Framing.letterbox(height, SIDE).place(image.width(), image.height());
        for (int view = 0; view < views; view++) {
            byte[] colour = COLOURS[view % COLOURS.length];
            outline(
                    whole,
                    place(augmentation.crop(image.width(), image.height(), stream(view)), placement, image),
                    colour);
            row.add(view(image, augmentation, view));
        }
        rows.add(row);
    }

    private RandomStream stream(int view) {
        return RandomStream.of(seed, "shown view", rows.size(), view);
    }

    private byte[] view(RgbImage image, Augmentation made, int view) {
        try (PointerScope scope = new PointerScope()) {
            Tensor pixels = Tensors.empty(ScalarType.Byte, 3, made.height(), made.width());
            made.apply(image, stream(view), pixels);
            return Tensors.toBytes(pixels.permute(1, 2, 0)); // [H, W, 3]
        }
    }

    /** A rectangle of the image in pixels of the sheet. */
    private static CropBox place(CropBox crop, Placement placement, RgbImage image) {
        double down = (double) placement.height() / image.height();
        double right = (double) placement.width() / image.width();
        return new CropBox(
                placement.top() + (int) (crop.top() * down),
                placement.left() + (int) (crop.left() * right),
                Math.max(1, (int) (crop.height() * down)),
                Math.max(1, (int) (crop.width() * right)));
    }

    private void outline(byte[] pixels, CropBox box, byte[] colour) {
        int bottom = Math.min(height, box.top() + box.height());
        int end = Math.min(SIDE, box.left() + box.width());
        for (int y = box.top(); y < bottom; y++) {
            for (int x = box.left(); x < end; x++) {
                boolean inside = y >= box.top() + LINE && y < bottom - LINE && x >= box.left() + LINE && x < end - LINE;
                if (!inside) {
                    System.arraycopy(colour, 0, pixels, 3 * (y * SIDE + x), 3);
                }
            }
        }
    }

    /** Number of rows. */
    public int size() {
        return rows.size();
    }

    /**
     * Writes a PNG.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path path) throws IOException {
        List<String> headings = new ArrayList<>(List.of("image"));
        for (int view = 1; view <= views; view++) {
            headings.add("view " + view);
        }
        int band = Math.max(1, augmentation.height() / 24);
        try (ImageSheet sheet = new ImageSheet(headings, rows.size(), height, SIDE, 0)) {
            for (int row = 0; row < rows.size(); row++) {
                sheet.draw(row, 0, new ImageSheet.Rgb(rows.get(row).get(0), height, SIDE));
                for (int view = 0; view < views; view++) {
                    byte[] pixels = rows.get(row).get(view + 1).clone();
                    byte[] colour = COLOURS[view % COLOURS.length];
                    for (int i = 0; i < band * augmentation.width(); i++) {
                        System.arraycopy(colour, 0, pixels, 3 * i, 3);
                    }
                    sheet.draw(row, view + 1, new ImageSheet.Rgb(pixels, augmentation.height(), augmentation.width()));
                }
            }
            sheet.save(path);
        }
    }
}
