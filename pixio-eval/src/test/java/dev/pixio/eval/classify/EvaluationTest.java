package dev.pixio.eval.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.IndexedSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.folder.ClassFolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.eval.features.EncoderExtractor;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.features.FeatureExtractor;
import dev.pixio.eval.features.FeatureStore;
import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.features.PixelProjection;
import dev.pixio.eval.features.Tiny;
import dev.pixio.eval.report.EvaluationFile;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationRow;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.image.TestImages;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Pixio;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EvaluationTest {

    private static final KnnProtocol KNN = new KnnProtocol(List.of(5), 0.07, Libtorch.device("cpu"));
    private static final LoaderOptions LOADING = LoaderOptions.embedding(8).withThreads(1);

    @TempDir
    private Path folder;

    @Test
    void savedWeightsGetTheResultsOfTheSameWeightsInMemory() throws Exception {
        Path file = folder.resolve("model.safetensors");
        ModelFile.save(file, new Pixio(Tiny.MODEL, 3), Map.of());
        EvaluationReport<EvaluationRow> report = run(
                FeatureStore.NONE,
                EvaluationListener.NONE,
                EvaluationCandidate.weights(file, Tiny.SETTINGS),
                EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS),
                EvaluationCandidate.pixels(Tiny.MODEL, 0, Tiny.SETTINGS));

        assertThat(report.rows())
                .extracting(EvaluationRow::name)
                .containsExactly(file.toString(), "untrained", "pixels", "guessing");
        assertThat(report.rows().get(0).results())
                .isEqualTo(report.rows().get(1).results());
        assertThat(report.rows().get(2).dimension()).isEqualTo(32);
        assertThat(report.rows().get(0).embedded()).isEqualTo(60);
    }

    @Test
    void featuresAreTheMeanOfTheLastBlocksClassTokensAfterTheNorm() throws Exception {
        Pixio model = new Pixio(Tiny.MODEL, 3);
        try (EncoderExtractor extractor = new EncoderExtractor("", model.encoder(), Tiny.MODEL.grid(), Tiny.SETTINGS);
                PointerScope scope = new PointerScope()) {
            Tensor pixels = Tensors.zeros(org.bytedeco.pytorch.global.torch.ScalarType.Byte, 2, 3, 32, 32);
            Tensor images = dev.pixio.augment.Normalize.IMAGENET.apply(pixels);
            float[] expected = Tensors.toFloats(model.encoder()
                    .features(images, 2, FinalNorm.AFTER)
                    .classTokens()
                    .mean(1));
            float[] found = Tensors.toFloats(extractor.embed(pixels));
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }

    @Test
    void cachedFeaturesAreReusedAndGiveTheSameResults() throws Exception {
        FeatureStore store = new FeatureStore(Optional.of(folder));
        EvaluationCandidate candidate = EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS);
        EvaluationReport<EvaluationRow> first = run(store, EvaluationListener.NONE, candidate);
        EvaluationReport<EvaluationRow> second = run(store, EvaluationListener.NONE, candidate);
        EvaluationReport<EvaluationRow> other =
                run(store, EvaluationListener.NONE, EvaluationCandidate.untrained(Tiny.MODEL, 4, Tiny.SETTINGS));

        assertThat(first.rows().get(0).embedded()).isEqualTo(60);
        assertThat(second.rows().get(0).embedded()).isZero();
        assertThat(second.rows().get(0).results()).isEqualTo(first.rows().get(0).results());
        assertThat(other.rows().get(0).embedded()).isEqualTo(60);
    }

    /** Images on a server that states neither when a file changed nor its version. */
    private record Unidentified(LabelledSource underlying) implements LabelledSource, IndexedSource {

        @Override
        public long underlyingIndex(long index) {
            return index;
        }

        @Override
        public long size() {
            return underlying.size();
        }

        @Override
        public List<String> classes() {
            return underlying.classes();
        }

        @Override
        public int classOf(long index) {
            return underlying.classOf(index);
        }

        @Override
        public boolean isIdentified() {
            return false;
        }

        @Override
        public String description() {
            return underlying.description();
        }
    }

    @Test
    void featuresOfImagesThatMayChangeUnnoticedAreNotCached() throws Exception {
        Path cache = folder.resolve("cache");
        FeatureStore store = new FeatureStore(Optional.of(cache));
        LabelledImages images =
                new LabelledImages(new Unidentified(Tiny.scenes(1, 40)), new Unidentified(Tiny.scenes(2, 20)));
        EvaluationCandidate candidate = EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS);
        for (int i = 0; i < 2; i++) {
            EvaluationReport<EvaluationRow> report =
                    new Evaluation(images, KNN, store, LOADING).run(List.of(candidate), EvaluationListener.NONE);
            assertThat(report.rows().get(0).embedded()).isEqualTo(60);
        }
        assertThat(cache).doesNotExist();
    }

    @Test
    void featuresThatAreNotFiniteAreReportedAndNotCached() throws Exception {
        Path cache = folder.resolve("cache");
        assertThatThrownBy(() -> run(new FeatureStore(Optional.of(cache)), EvaluationListener.NONE, Tiny.overflowing()))
                .isInstanceOf(NonFiniteFeaturesException.class)
                .hasMessageStartingWith("the features of scene 0 are not finite");
        assertThat(cache).doesNotExist();
    }

    @Test
    void featuresOfOneNormAreNotReusedForTheOther() throws Exception {
        FeatureStore store = new FeatureStore(Optional.of(folder));
        EvaluationReport<EvaluationRow> after =
                run(store, EvaluationListener.NONE, EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS));
        EvaluationReport<EvaluationRow> before = run(
                store,
                EvaluationListener.NONE,
                EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS.withNorm(FinalNorm.BEFORE)));

        assertThat(after.rows().get(0).embedded()).isEqualTo(60);
        assertThat(before.rows().get(0).embedded()).isEqualTo(60);
    }

    @Test
    void theFileOfAnEvaluationContainsTheFeatureChoice() throws Exception {
        EvaluationReport<EvaluationRow> report = run(
                FeatureStore.NONE,
                EvaluationListener.NONE,
                EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS.withNorm(FinalNorm.BEFORE)),
                EvaluationCandidate.pixels(Tiny.MODEL, 0, Tiny.SETTINGS));
        JsonNode rows = EvaluationFile.json(report).path("rows");

        assertThat(rows.path(0).path("features").toString())
                .isEqualTo("{\"pooling\":\"class-mean\",\"block\":2,\"norm\":\"before\"}");
        assertThat(rows.path(1).has("features")).isFalse();
    }

    @Test
    void damagedCachedFeaturesAreComputedAgain() throws Exception {
        FeatureStore store = new FeatureStore(Optional.of(folder));
        EvaluationCandidate candidate = EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS);
        EvaluationReport<EvaluationRow> first = run(store, EvaluationListener.NONE, candidate);
        for (Path cached : list(folder)) {
            byte[] bytes = Files.readAllBytes(cached);
            bytes[bytes.length - 200] ^= 1;
            Files.write(cached, bytes);
        }
        Files.write(list(folder).get(0), new byte[] {1, 2, 3});
        List<String> damages = new ArrayList<>();
        EvaluationReport<EvaluationRow> again = run(
                store,
                new EvaluationListener() {
                    @Override
                    public void onDamaged(String reason) {
                        damages.add(reason);
                    }
                },
                candidate);

        assertThat(damages).hasSize(2).anyMatch(reason -> reason.contains("was changed since it was written"));
        assertThat(again.rows().get(0).embedded()).isEqualTo(60);
        assertThat(again.rows().get(0).results()).isEqualTo(first.rows().get(0).results());
    }

    @Test
    void aChangedImageInvalidatesTheCacheAndAnUnreadableOneIsSkipped() throws Exception {
        Path images = folder.resolve("images");
        for (String name : List.of("a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png", "b/3.png")) {
            Files.createDirectories(images.resolve(name).getParent());
            Files.write(images.resolve(name), TestImages.encode(TestImages.gradient(40, 40), "png"));
        }
        ClassFolderSource before = ClassFolderSource.of(images);
        FeatureStore store = new FeatureStore(Optional.of(folder.resolve("cache")));
        List<SkippedImage> skipped = new ArrayList<>();
        EvaluationListener listener = new EvaluationListener() {
            @Override
            public void onSkipped(SkippedImage image) {
                skipped.add(image);
            }
        };
        try (FeatureExtractor extractor = new PixelProjection(dev.pixio.image.resize.Framing.crop(32, 32), 8, 8, 0)) {
            LoaderOptions tolerant = LOADING.withMaxUnreadableShare(0.5);
            store.features(before, extractor, tolerant, listener).table().close();
            assertThat(store.features(before, extractor, tolerant, listener).computed())
                    .isFalse();
            Files.writeString(images.resolve("a/2.png"), "no image");
            try (FeatureTable remaining =
                    store.features(before, extractor, tolerant, listener).table()) {
                assertThat(remaining.labels()).containsExactly(0, 0, 1, 1, 1);
            }
        }
        assertThat(skipped).extracting(SkippedImage::name).containsExactly("a/2.png");
    }

    @Test
    void differentClassesAreRefused() throws IOException {
        for (String name : List.of("one/a/1.png", "one/b/1.png", "two/a/1.png", "two/c/1.png")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.write(folder.resolve(name), TestImages.encode(TestImages.gradient(8, 8), "png"));
        }
        ClassFolderSource one = ClassFolderSource.of(folder.resolve("one"));
        ClassFolderSource two = ClassFolderSource.of(folder.resolve("two"));
        assertThatThrownBy(() -> new LabelledImages(one, two))
                .hasMessageContaining("the class b is in 2 images of 2 classes in")
                .hasMessageContaining("need the same classes");
    }

    @Test
    void overlappingTrainingAndTestImagesAreRefused() throws IOException {
        for (String name : List.of("one/a/1.png", "one/b/1.png", "one/a/a/1.png", "one/a/b/1.png", "two/b/1.png")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.write(folder.resolve(name), TestImages.encode(TestImages.gradient(8, 8), "png"));
        }
        Path one = folder.resolve("one");
        ClassFolderSource train = ClassFolderSource.of(one);
        Files.createSymbolicLink(folder.resolve("link"), one);
        Files.createSymbolicLink(folder.resolve("two/a"), one.resolve("a"));
        for (Path same : List.of(
                one,
                one.resolve("../one"),
                folder.resolve("link"),
                one.resolve("a"), // nested
                folder.resolve("two"))) { // one class of two
            ClassFolderSource test = ClassFolderSource.of(same);
            assertThatThrownBy(() -> new LabelledImages(train, test))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the training and test images overlap: the images in ");
            assertThatThrownBy(() -> new LabelledImages(test, train)).hasMessageContaining(" are in both;");
        }
        assertThatThrownBy(() -> new LabelledImages(Tiny.scenes(1, 40), Tiny.scenes(1, 20)))
                .hasMessageContaining("the scenes of seed 1 are in both");
    }

    @Test
    void anEvaluatedEncoderIsFreed() throws Exception {
        Path file = folder.resolve("model.safetensors");
        ModelFile.save(file, new Pixio(Tiny.MODEL, 3), Map.of());
        for (EvaluationCandidate candidate : List.of(
                EvaluationCandidate.weights(file, Tiny.SETTINGS),
                EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS))) {
            embedOnce(candidate); // allocates what stays allocated
            long before = Pointer.totalCount();
            for (int i = 0; i < 3; i++) {
                embedOnce(candidate);
            }
            // The garbage collector may free unrelated pointers in the meantime, so the count may be lower.
            assertThat(Pointer.totalCount()).as(candidate.name()).isLessThanOrEqualTo(before);
        }
    }

    private static void embedOnce(EvaluationCandidate candidate) throws IOException {
        try (FeatureExtractor extractor = candidate.factory().open();
                PointerScope scope = new PointerScope()) {
            Tensor pixels = Tensors.zeros(org.bytedeco.pytorch.global.torch.ScalarType.Byte, 2, 3, 32, 32);
            assertThat(Tensors.toFloats(extractor.embed(pixels))).hasSize(2 * 32);
        }
    }

    @Test
    void guessingPredictsTheMostFrequentTrainingClass() throws Exception {
        EvaluationReport<EvaluationRow> report = run(
                FeatureStore.NONE, EvaluationListener.NONE, EvaluationCandidate.pixels(Tiny.MODEL, 0, Tiny.SETTINGS));
        int[] train = Tiny.images().train().labels();
        int[] counts = new int[10];
        for (int label : train) {
            counts[label]++;
        }
        int most = 0;
        for (int i = 1; i < 10; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        int frequent = most;
        long correct = java.util.Arrays.stream(Tiny.images().test().labels())
                .filter(label -> label == frequent)
                .count();
        assertThat(report.rows().get(1).results().get(0).top1().correct()).isEqualTo((int) correct);
    }

    private static EvaluationReport<EvaluationRow> run(
            FeatureStore store, EvaluationListener listener, EvaluationCandidate... candidates)
            throws IOException, InterruptedException {
        return new Evaluation(Tiny.images(), KNN, store, LOADING).run(List.of(candidates), listener);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
