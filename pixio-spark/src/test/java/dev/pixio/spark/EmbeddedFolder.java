package dev.pixio.spark;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EmbeddingListener;
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
import dev.pixio.torch.Libtorch;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Images, an encoder, and its features of them as {@code pixio embed} computes them.
 *
 * @param images folder of PNG files, of which {@value #BROKEN} is none
 * @param weights of a tiny encoder
 * @param features by file name
 * @param errors by file name
 */
record EmbeddedFolder(Path images, Path weights, Map<String, float[]> features, Map<String, String> errors) {

    /** Not a multiple of the batch size. */
    static final int COUNT = 37;

    static final String BROKEN = "p05.png";

    static final int THREADS = 2;

    private static final PixioConfig CONFIG = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(32, 3, 2, 4, 2, 0),
            new DecoderConfig(16, 1, 1, 4),
            new MaskConfig(0.5, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    static EmbeddedFolder in(Path folder) throws IOException, InterruptedException {
        Path images = Files.createDirectories(folder.resolve("images"));
        for (int i = 0; i < COUNT; i++) {
            Path file = images.resolve("p" + i / 10 + i % 10 + ".png");
            Files.write(file, TestImages.encode(TestImages.gradient(33 + i, 40 + 3 * i), "png"));
        }
        Files.writeString(images.resolve(BROKEN), "no image");
        Path weights = folder.resolve("tiny.safetensors");
        ModelFile.save(weights, new Pixio(CONFIG, 7), Map.of());
        EmbeddedFolder embedded = new EmbeddedFolder(images, weights, new HashMap<>(), new HashMap<>());
        embedded.embed();
        return embedded;
    }

    private void embed() throws IOException, InterruptedException {
        int before = Libtorch.threads();
        Libtorch.setThreads(THREADS);
        try (ImageEncoder encoder =
                        ImageEncoder.load(weights, EncoderSettings.defaults().withPrecision("fp32"));
                FolderSource source = FolderSource.of(images)) {
            encoder.embedAll(source, LoaderOptions.embedding(16), new EmbeddingListener() {
                @Override
                public void onFeatures(long index, float[] values) {
                    features.put(source.name(index), values);
                }

                @Override
                public void onSkipped(SkippedImage image) {
                    errors.put(image.name(), image.reason());
                }
            });
        } finally {
            Libtorch.setThreads(before);
        }
    }

    /** An embedder with the settings of the features. */
    PixioEmbedder embedder() {
        return new PixioEmbedder().setWeights(weights.toString()).setThreads(THREADS);
    }
}
