package dev.pixio.search;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.image.TestImages;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.search.folder.FolderStore;
import dev.pixio.search.update.IndexStore;
import dev.pixio.search.update.IndexUpdate;
import dev.pixio.search.update.IndexedSource;
import dev.pixio.search.update.UpdateListener;
import dev.pixio.search.update.UpdateResult;
import dev.pixio.weights.ModelFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;

/**
 * A folder of images and its index, with a model small enough for tests.
 *
 * @param folder that everything is in
 */
public record Collection(Path folder) {

    /** Settings that give the same features on every machine. */
    public static final EncoderSettings FP32 =
            EncoderSettings.defaults().withPrecision("fp32").withDevice("cpu");

    /** 32 x 32 pixels in patches of 8, 2 blocks of width 16, 2 class tokens. */
    private static final PixioConfig CONFIG = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(16, 2, 2, 4, 2, 0),
            new DecoderConfig(16, 1, 1, 4),
            new MaskConfig(0.5, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    public Path images() {
        return folder.resolve("images");
    }

    public Path index() {
        return folder.resolve("index");
    }

    /** Weights that depend on a seed. */
    public Path weights(long seed) throws IOException {
        Path file = folder.resolve("seed-" + seed + ".safetensors");
        if (!Files.exists(file)) {
            try (PointerScope scope = new PointerScope()) {
                ModelFile.save(file, new Pixio(CONFIG, seed), Map.of());
            }
        }
        return file;
    }

    public ImageEncoder encoder() throws IOException {
        return ImageEncoder.load(weights(7), FP32);
    }

    /** Writes an image of two colours, which differ with the number. */
    public Path write(String path, int number) throws IOException {
        Path file = images().resolve(path);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(Color.getHSBColor(number * 0.137f, 0.8f, 0.9f));
        drawing.fillRect(0, 0, 40, 36);
        drawing.setColor(Color.getHSBColor(number * 0.311f + 0.5f, 0.9f, 0.6f));
        drawing.fillRect(number % 5 * 6, number % 7 * 4, 16, 14);
        drawing.dispose();
        Files.write(file, TestImages.encode(image, "png"));
        return file;
    }

    /** Images a/0.png, a/1.png, ..., b/0.png, ... */
    public void writeAll(int each) throws IOException {
        for (int i = 0; i < each; i++) {
            write("a/" + i + ".png", i);
            write("b/" + i + ".png", each + i);
        }
    }

    public UpdateResult update() throws IOException, InterruptedException {
        return update(FolderStore.Existing.UPDATE, new UpdateListener() {});
    }

    public UpdateResult update(FolderStore.Existing existing, UpdateListener listener)
            throws IOException, InterruptedException {
        try (ImageEncoder encoder = encoder()) {
            return update(encoder, existing, listener);
        }
    }

    public UpdateResult update(ImageEncoder encoder, FolderStore.Existing existing, UpdateListener listener)
            throws IOException, InterruptedException {
        try (IndexStore store = FolderStore.open(index(), existing, "test");
                IndexedSource source = IndexedSource.of(images())) {
            return new IndexUpdate(store, encoder, LoaderOptions.embedding(4)).run(List.of(source), listener);
        }
    }
}
