package dev.pixio.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.image.TestImages;
import dev.pixio.image.resize.Framing;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Precision;
import dev.pixio.torch.group.DividedTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingPassTest {

    private static final Framing FRAMING = Framing.crop(32, 32);
    private static final ImageSource SCENES = new SceneSource(1, 11, 48);

    private static BatchEmbedder embedder;

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        var encoder = TinyEncoder.model().encoder();
        embedder = new BatchEmbedder(encoder, Precision.FP32, FeatureChoice.defaults(encoder.config()));
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    @Test
    void featuresDoNotDependOnTheNumberOfThreads() throws Exception {
        Recorder one = run(SCENES, 1, 0);
        Recorder four = run(SCENES, 4, 0);

        assertThat(one.features.keySet()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(one.features.get(0L)).hasSize(32).isNotEqualTo(one.features.get(1L));
        four.features.forEach((index, features) -> assertThat(features).isEqualTo(one.features.get(index)));
        assertThat(one.batchEnds).containsExactly(4L, 8L, 11L);
    }

    @Test
    void aPassFromALaterBatchGivesTheSameFeatures() throws Exception {
        Recorder full = run(SCENES, 2, 0);
        Recorder remaining = run(SCENES, 2, 1);

        assertThat(remaining.features.keySet()).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);
        remaining.features.forEach((index, features) -> assertThat(features).isEqualTo(full.features.get(index)));
    }

    @Test
    void unreadableImagesAreReportedAndDoNotChangeTheOthers() throws Exception {
        for (int i = 0; i < 6; i++) {
            Files.write(
                    folder.resolve("p" + i + ".png"), TestImages.encode(TestImages.gradient(40, 40 + 9 * i), "png"));
        }
        Recorder expected = run(FolderSource.of(folder), 2, 0);
        Files.writeString(folder.resolve("p2.png"), "no image");
        Recorder recorder = run(FolderSource.of(folder), 2, 0);

        assertThat(recorder.features.keySet()).containsExactly(0L, 1L, 3L, 4L, 5L);
        assertThat(recorder.skipped).extracting(SkippedImage::name).containsExactly("p2.png");
        recorder.features.forEach((index, features) -> assertThat(features).isEqualTo(expected.features.get(index)));
    }

    /** libtorch's products of one to three images differ from those of sixteen in their last bits, with this encoder. */
    @Test
    void featuresDoNotDependOnTheOtherImagesOrTheirNumber() throws Exception {
        Recorder all = run(new SceneSource(1, 16, 48), LoaderOptions.embedding(16), 0);
        for (int size = 1; size <= 3; size++) {
            Recorder some = run(new SceneSource(1, size, 48), LoaderOptions.embedding(16), 0);

            assertThat(some.features).hasSize(size);
            some.features.forEach((index, features) -> assertThat(features).isEqualTo(all.features.get(index)));
        }
    }

    private static Recorder run(ImageSource source, int threads, long firstBatch) throws Exception {
        return run(source, LoaderOptions.embedding(4).withThreads(threads).withMaxUnreadableShare(0.5), firstBatch);
    }

    private static Recorder run(ImageSource source, LoaderOptions options, long firstBatch) throws Exception {
        Recorder recorder = new Recorder();
        new EmbeddingPass(source, FRAMING, embedder, options).run(firstBatch, DividedTask.alone(), recorder);
        return recorder;
    }

    private static final class Recorder implements EmbeddingListener {
        private final Map<Long, float[]> features = new LinkedHashMap<>();
        private final List<SkippedImage> skipped = new ArrayList<>();
        private final List<Long> batchEnds = new ArrayList<>();

        @Override
        public void onFeatures(long index, float[] values) {
            features.put(index, values);
        }

        @Override
        public void onSkipped(SkippedImage image) {
            skipped.add(image);
        }

        @Override
        public void onBatch(long done, long total) {
            batchEnds.add(done);
        }
    }
}
