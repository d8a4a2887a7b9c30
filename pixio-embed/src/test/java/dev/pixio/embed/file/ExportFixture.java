package dev.pixio.embed.file;

import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.TinyEncoder;
import dev.pixio.embed.file.FeatureExport.Mode;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.image.TestImages;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Exports the features of eleven images by a tiny encoder. */
abstract class ExportFixture {

    static final EmbeddingListener NO_LISTENER = (index, features) -> {};
    static final Set<Mode> NO_MODES = Set.of();

    @TempDir
    private static Path models;

    static Path weights;
    static ImageEncoder encoder;

    @TempDir
    Path folder;

    Path images;

    @BeforeAll
    static void load() throws IOException {
        weights = models.resolve("tiny.safetensors");
        ModelFile.save(weights, TinyEncoder.model(), Map.of());
        encoder = ImageEncoder.load(weights, EncoderSettings.defaults().withPrecision("fp32"));
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @BeforeEach
    final void writeImages() throws IOException {
        images = Files.createDirectories(folder.resolve("images/deep"));
        for (int i = 0; i < 10; i++) {
            writeImage("p" + i + ".png", i);
        }
        images = folder.resolve("images");
        writeImage("odd, \"name\".png", 20);
    }

    void writeImage(String name, int seed) throws IOException {
        Files.write(images.resolve(name), TestImages.encode(TestImages.gradient(40 + 5 * seed, 40), "png"));
    }

    ExportResult export(Path file, Set<Mode> modes, EmbeddingListener listener) throws Exception {
        return new FeatureExport(file, FeatureNumber.FP32, modes)
                .run(encoder, FolderSource.of(images), options(), "test", listener);
    }

    static LoaderOptions options() {
        return LoaderOptions.embedding(4).withThreads(2).withMaxUnreadableShare(0.5);
    }

    static ExportResult export(Path file, FolderSource source, Mode... modes) throws Exception {
        return new FeatureExport(file, FeatureNumber.FP32, Set.of(modes))
                .run(encoder, source, options(), "test", NO_LISTENER);
    }
}
