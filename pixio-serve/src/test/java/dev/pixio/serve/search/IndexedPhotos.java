package dev.pixio.serve.search;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.image.TestImages;
import dev.pixio.search.folder.FolderStore;
import dev.pixio.search.open.IndexLocation;
import dev.pixio.search.update.IndexStore;
import dev.pixio.search.update.IndexUpdate;
import dev.pixio.search.update.IndexedSource;
import dev.pixio.search.update.UpdateListener;
import dev.pixio.serve.TinyModels;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder of images and its index: red ones in {@code red}, blue ones in {@code blue/deep}, 18 of each.
 *
 * @param folder that everything is in
 */
record IndexedPhotos(Path folder) {

    static final int EACH = 18;

    /** Images, index, weights. */
    static IndexedPhotos create(Path folder) throws IOException, InterruptedException {
        IndexedPhotos photos = new IndexedPhotos(folder);
        for (int i = 0; i < EACH; i++) {
            photos.write("red/r" + i + ".png", Color.getHSBColor(0.01f * (i % 6), 0.9f, 0.5f + 0.02f * i), i);
            photos.write(
                    "blue/deep/b" + i + ".png", Color.getHSBColor(0.6f + 0.01f * (i % 6), 0.9f, 0.5f + 0.02f * i), i);
        }
        try (ImageEncoder encoder = ImageEncoder.load(TinyModels.encoder(folder));
                IndexStore store = FolderStore.open(photos.index(), FolderStore.Existing.UPDATE, "test");
                IndexedSource source = IndexedSource.of(photos.images())) {
            new IndexUpdate(store, encoder, LoaderOptions.embedding(8)).run(List.of(source), new UpdateListener() {});
        }
        return photos;
    }

    Path images() {
        return folder.resolve("images");
    }

    Path index() {
        return folder.resolve("index");
    }

    private void write(String path, Color colour, int number) throws IOException {
        Files.createDirectories(images().resolve(path).getParent());
        Files.write(images().resolve(path), png(colour, number));
    }

    static byte[] png(Color colour, int number) throws IOException {
        BufferedImage image = new BufferedImage(96, 72, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(colour);
        drawing.fillRect(0, 0, 96, 72);
        drawing.setColor(Color.WHITE);
        drawing.fillOval(4 * (number % 9), 3 * (number % 7), 24 + number, 20 + number);
        drawing.dispose();
        return TestImages.encode(image, "png");
    }

    SearchServer serve(ServerAccess access) throws IOException {
        return serve(access, RequestLimits.defaults());
    }

    SearchServer serve(ServerAccess access, RequestLimits limits) throws IOException {
        return SearchServer.start(IndexLocation.of(index().toString()), Optional.empty(), "cpu", access, limits);
    }
}
