package dev.pixio.downstream.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.downstream.TestImages;
import dev.pixio.downstream.data.RgbPlanes;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.model.TaskModels;
import dev.pixio.downstream.task.Task;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.weights.tensor.WeightsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictorsTest {

    private static final PredictionSettings CPU =
            PredictionSettings.defaults().withDevice("cpu").withPrecision("fp32");

    @TempDir
    private Path folder;

    private final List<Path> images = new ArrayList<>();

    @BeforeEach
    void drawImages() throws Exception {
        for (int i = 0; i < 4; i++) {
            int shift = 40 * i;
            Path file = folder.resolve("image" + i + ".png");
            TestImages.image(
                    file, 70 + 9 * i, 55 + i, (x, y) -> (x * 3 + shift) % 256 << 16 | (y * 4) % 256 << 8 | shift);
            images.add(file);
        }
    }

    private Path saved(Task task, HeadKind kind) throws Exception {
        Path file = folder.resolve(task.id() + ".safetensors");
        try (PointerScope scope = new PointerScope()) {
            TaskModels.of(TaskModels.spec(task, kind)).write(file, Map.of());
        }
        return file;
    }

    /** Predicts all images many times on several threads. */
    private <T> List<List<T>> together(Prediction<T> prediction) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<T>>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                running.add(threads.submit(() -> {
                    List<T> results = new ArrayList<>();
                    for (Path image : images) {
                        results.add(prediction.of(image));
                    }
                    return results;
                }));
            }
            List<List<T>> results = new ArrayList<>();
            for (Future<List<T>> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Prediction<T> {
        T of(Path image) throws Exception;
    }

    @Test
    void aClassifierRanksClassesTheSameOnAllThreads() throws Exception {
        try (Classifier classifier = Classifier.load(saved(TaskModels.CLASSES, HeadKind.LINEAR), CPU)) {
            List<List<ClassScore>> expected = new ArrayList<>();
            for (Path image : images) {
                expected.add(classifier.predict(image));
            }

            for (List<List<ClassScore>> results : together(classifier::predict)) {
                assertThat(results).isEqualTo(expected);
            }
            assertThat(expected.get(0)).hasSize(3);
            assertThat(expected.get(0).stream()
                            .mapToDouble(ClassScore::probability)
                            .sum())
                    .isBetween(0.999, 1.001);
            assertThat(expected.get(0).get(0).probability())
                    .isGreaterThan(expected.get(0).get(1).probability());
            assertThat(classifier.classes()).containsExactly("cat", "dog, wild", "bird");
        }
    }

    @Test
    void aSegmenterLabelsEachPixelTheSameOnAllThreads() throws Exception {
        try (Segmenter segmenter = Segmenter.load(saved(TaskModels.MASKS, HeadKind.LINEAR), CPU)) {
            List<byte[]> expected = new ArrayList<>();
            for (Path image : images) {
                expected.add(segmenter.predict(image).labels());
            }

            for (List<ClassMask> results : together(segmenter::predict)) {
                for (int i = 0; i < images.size(); i++) {
                    assertThat(results.get(i).labels()).isEqualTo(expected.get(i));
                    assertThat(results.get(i).width()).isEqualTo(70 + 9 * i);
                    assertThat(results.get(i).height()).isEqualTo(55 + i);
                }
            }
            assertThat(expected.get(3)).hasSize(97 * 58).containsAnyOf((byte) 0, (byte) 1, (byte) 2);
        }
    }

    @Test
    void depthsAreWithinTheRangeAndImagesOfAListGiveWhatEachGives() throws Exception {
        try (DepthEstimator estimator = DepthEstimator.load(saved(TaskModels.DEPTH, HeadKind.DPT), CPU)) {
            List<RgbPlanes> planes = new ArrayList<>();
            List<DepthMap> alone = new ArrayList<>();
            for (Path file : images) {
                try (RgbImage image = ImageDecoder.withDefaults().read(file)) {
                    planes.add(RgbPlanes.of(image));
                    alone.add(estimator.predict(image));
                }
            }

            List<DepthMap> together = estimator.predict(planes);

            for (int i = 0; i < images.size(); i++) {
                float[] metres = together.get(i).metres();
                for (int pixel = 0; pixel < metres.length; pixel++) {
                    assertThat(metres[pixel]).isBetween(0f, 10f);
                    // Another number of windows in a batch changes last bits.
                    assertThat(metres[pixel])
                            .isCloseTo(alone.get(i).metres()[pixel], org.assertj.core.api.Assertions.within(1e-4f));
                }
            }
            assertThat(estimator.range().max()).isEqualTo(10);
        }
    }

    @Test
    void modelsOfOtherTasksAreRefusedAndClosedModelsSaySo() throws Exception {
        Path file = saved(TaskModels.MASKS, HeadKind.LINEAR);

        assertThatThrownBy(() -> DepthEstimator.load(file, CPU))
                .isInstanceOf(WeightsException.class)
                .hasMessage(file + " has a head for segmentation");
        Segmenter segmenter = Segmenter.load(file, CPU);
        segmenter.close();
        segmenter.close();
        assertThatThrownBy(() -> segmenter.predict(images.get(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the model is closed");
    }
}
