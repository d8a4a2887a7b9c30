package dev.pixio.eval.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.folder.ClassFolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.eval.dense.DenseEvaluation;
import dev.pixio.eval.dense.ScenePredictions;
import dev.pixio.eval.dense.SceneSet;
import dev.pixio.eval.dense.report.DenseRow;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.eval.features.FeatureStore;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.features.Tiny;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationRow;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.image.TestImages;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.GroupException;
import dev.pixio.torch.group.ThreadGroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes, here threads, evaluate as one does. */
@Timeout(240)
class DividedEvaluationTest {

    private static final LoaderOptions BATCHES = LoaderOptions.embedding(8).withThreads(1);
    private static final FeatureListener SILENT = new FeatureListener() {};

    private static int threads;

    @TempDir
    private Path folder;

    /** The number of threads of OpenBLAS is one for all threads of this JVM that stand for processes, and a product changes it. */
    @BeforeAll
    static void useOneThread() {
        threads = Libtorch.threads();
        Libtorch.setThreads(1);
    }

    @AfterAll
    static void restoreThreads() {
        Libtorch.setThreads(threads);
    }

    private static List<EvaluationCandidate> candidates() {
        return List.of(
                EvaluationCandidate.untrained(Tiny.MODEL, 3, Tiny.SETTINGS),
                EvaluationCandidate.pixels(Tiny.MODEL, 0, Tiny.SETTINGS));
    }

    /** Opens images in each process. */
    private interface Images {
        LabelledImages open() throws Exception;
    }

    private static EvaluationReport<EvaluationRow> run(
            int processes, EvaluationProtocol protocol, Images images, FeatureStore store, EvaluationListener listener)
            throws Exception {
        List<Optional<EvaluationReport<EvaluationRow>>> reports = ThreadGroups.run(processes, group -> {
            DividedTask task = new DividedTask(group);
            Optional<EvaluationReport<EvaluationRow>> report = Optional.empty();
            try (LabelledImages own = images.open()) {
                Evaluation evaluation = new Evaluation(own, protocol, store, BATCHES);
                if (group.isFirst()) {
                    report = Optional.of(evaluation.run(candidates(), listener, task));
                } else {
                    evaluation.contribute(candidates(), task);
                }
            }
            task.end();
            return report;
        });
        return reports.get(0).orElseThrow();
    }

    private static EvaluationProtocol protocol(String name) {
        return name.equals("knn")
                ? new KnnProtocol(List.of(5, 10), 0.07, Libtorch.device("cpu"))
                : LinearProtocol.sgd(5, 16, 0, Libtorch.device("cpu"));
    }

    private static void assertSame(EvaluationReport<EvaluationRow> one, EvaluationReport<EvaluationRow> other) {
        assertThat(other.rows()).hasSameSizeAs(one.rows());
        for (int i = 0; i < one.rows().size(); i++) {
            EvaluationRow row = one.rows().get(i);
            assertThat(other.rows().get(i))
                    .usingRecursiveComparison()
                    .ignoringFields("seconds")
                    .isEqualTo(row);
        }
        assertThat(other.notes()).isEqualTo(one.notes());
    }

    @ParameterizedTest
    @CsvSource({"2, knn", "3, knn", "2, linear", "3, linear"})
    void resultsAndTheCacheAreThoseOfOneProcess(int processes, String name) throws Exception {
        FeatureStore one = new FeatureStore(Optional.of(folder.resolve("one")));
        FeatureStore several = new FeatureStore(Optional.of(folder.resolve("several")));
        EvaluationReport<EvaluationRow> alone = run(1, protocol(name), Tiny::images, one, EvaluationListener.NONE);
        EvaluationReport<EvaluationRow> together =
                run(processes, protocol(name), Tiny::images, several, EvaluationListener.NONE);

        assertSame(alone, together);
        for (Path file : files("one")) {
            assertThat(folder.resolve("several").resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
        EvaluationReport<EvaluationRow> cached =
                run(processes, protocol(name), Tiny::images, one, EvaluationListener.NONE);
        assertThat(cached.rows()).allSatisfy(row -> assertThat(row.embedded()).isZero());
        assertThat(cached.rows().get(0).results()).isEqualTo(alone.rows().get(0).results());
    }

    private List<Path> files(String store) throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve(store))) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(4);
            return found;
        }
    }

    @Test
    void anUnreadableImageOfAnotherProcessIsLeftOut() throws Exception {
        for (String set : List.of("train", "test")) {
            for (String name : List.of("cats", "dogs")) {
                Path images = Files.createDirectories(folder.resolve(set).resolve(name));
                for (int i = 0; i < 12; i++) {
                    int seed = i + (set.equals("test") ? 50 : 0) + (name.equals("dogs") ? 100 : 0);
                    Files.write(
                            images.resolve("i" + (10 + i) + ".png"),
                            TestImages.encode(TestImages.gradient(40 + seed, 40), "png"));
                }
            }
        }
        Files.writeString(folder.resolve("train/cats/i20.png"), "no image"); // the eleventh, of the second batch
        Images images = () -> new LabelledImages(
                ClassFolderSource.of(folder.resolve("train")), ClassFolderSource.of(folder.resolve("test")));
        List<SkippedImage> skipped = new ArrayList<>();
        EvaluationListener listener = new EvaluationListener() {
            @Override
            public void onSkipped(SkippedImage image) {
                skipped.add(image);
            }
        };
        EvaluationReport<EvaluationRow> alone = run(1, protocol("knn"), images, FeatureStore.NONE, listener);
        List<SkippedImage> expected = List.copyOf(skipped);
        skipped.clear();
        EvaluationReport<EvaluationRow> together = run(2, protocol("knn"), images, FeatureStore.NONE, listener);

        assertSame(alone, together);
        assertThat(skipped).isEqualTo(expected).hasSize(2);
    }

    @Test
    void featuresThatAreNotFiniteEndAllProcesses() throws Exception {
        List<Future<Integer>> results = ThreadGroups.start(2, group -> {
            DividedTask task = new DividedTask(group);
            Evaluation evaluation = new Evaluation(Tiny.images(), protocol("knn"), FeatureStore.NONE, BATCHES);
            if (group.isFirst()) {
                evaluation.run(List.of(Tiny.overflowing()), EvaluationListener.NONE, task);
            } else {
                evaluation.contribute(List.of(Tiny.overflowing()), task);
            }
            return 0;
        });
        assertThatThrownBy(results.get(0)::get).cause().isInstanceOf(NonFiniteFeaturesException.class);
        assertThatThrownBy(results.get(1)::get)
                .cause()
                .isInstanceOf(GroupException.class)
                .hasMessageStartingWith("process 0 failed: ");
    }

    @Test
    void anotherEncoderInAProcessIsRefused() throws Exception {
        List<Future<Integer>> results = ThreadGroups.start(2, group -> {
            DividedTask task = new DividedTask(group);
            List<EvaluationCandidate> own =
                    List.of(EvaluationCandidate.untrained(Tiny.MODEL, group.rank(), Tiny.SETTINGS));
            Evaluation evaluation = new Evaluation(Tiny.images(), protocol("knn"), FeatureStore.NONE, BATCHES);
            if (group.isFirst()) {
                evaluation.run(own, EvaluationListener.NONE, task);
            } else {
                evaluation.contribute(own, task);
            }
            return 0;
        });
        assertThatThrownBy(results.get(0)::get)
                .cause()
                .hasMessageStartingWith("the encoder or a setting of untrained differs: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void denseResultsAreThoseOfOneProcess(int processes) throws Exception {
        assertThat(dense(processes)).isEqualTo(dense(1));
    }

    private static List<Object> dense(int processes) throws Exception {
        DenseEvaluation evaluation = new DenseEvaluation(new SceneSet(1, 20), new SceneSet(2, 10), 4, 1, 0);
        List<Optional<EvaluationReport<DenseRow>>> reports = ThreadGroups.run(processes, group -> {
            DividedTask task = new DividedTask(group);
            Optional<EvaluationReport<DenseRow>> report = Optional.empty();
            if (group.isFirst()) {
                report = Optional.of(evaluation.run(candidates(), SILENT, new ScenePredictions(0), task));
            } else {
                evaluation.contribute(candidates(), task);
            }
            task.end();
            return report;
        });
        List<Object> figures = new ArrayList<>();
        for (DenseRow row : reports.get(0).orElseThrow().rows()) {
            figures.add(row.segmentation());
            figures.add(row.depth());
        }
        return figures;
    }
}
