package dev.pixio.downstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.downstream.TestImages;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.head.Phase;
import dev.pixio.downstream.task.Classification;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Task;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.Pooling;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Features;
import dev.pixio.model.Pixio;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskModelTest {

    @TempDir
    private Path folder;

    private static Task task(String name) {
        return switch (name) {
            case "classification" -> TaskModels.CLASSES;
            case "segmentation" -> TaskModels.MASKS;
            default -> TaskModels.DEPTH;
        };
    }

    private static Map<String, float[]> values(TaskModel model) {
        Map<String, float[]> values = new TreeMap<>();
        Tensors.state(model).forEach((name, tensor) -> values.put(name, Tensors.toFloats(tensor)));
        return values;
    }

    @ParameterizedTest
    @CsvSource({"classification, LINEAR", "segmentation, LINEAR", "segmentation, DPT", "depth, LINEAR", "depth, DPT"})
    void aModelIsReadAsItWasWritten(String task, HeadKind kind) throws Exception {
        Path file = folder.resolve("new/model.safetensors");
        TaskSpec spec = TaskModels.spec(task(task), kind);
        try (PointerScope scope = new PointerScope()) {
            TaskModel written = TaskModels.of(spec);
            written.encoder().setNormEpsilon(1e-12);
            written.write(file, Map.of("step", "7"));

            TaskModel read = TaskModel.read(file);
            TaskModel trainable = TaskModelFile.open(file).loadForTraining();

            assertThat(read.spec()).isEqualTo(spec);
            assertThat(read.config()).isEqualTo(TaskModels.SHAPE);
            assertThat(read.encoder().finalNorm().options().eps().get()).isEqualTo(1e-12);
            Map<String, float[]> expected = values(written);
            for (TaskModel model : List.of(read, trainable)) {
                Map<String, float[]> values = values(model);
                assertThat(values.keySet()).isEqualTo(expected.keySet());
                expected.forEach(
                        (name, value) -> assertThat(values.get(name)).as(name).isEqualTo(value));
            }
            assertThat(TaskModelFile.open(file).model().content().metadata()).containsEntry("step", "7");
        }
    }

    @ParameterizedTest
    @CsvSource({"classification, LINEAR", "segmentation, LINEAR", "depth, DPT"})
    void scoresHaveTheShapeOfTheTask(String task, HeadKind kind) {
        try (PointerScope scope = new PointerScope()) {
            TaskModel model = TaskModels.of(TaskModels.spec(task(task), kind));
            Tensor images = Tensors.zeros(ScalarType.Float, 2, 3, 48, 48).uniform_();
            List<Features> features = model.blocks().stream()
                    .map(block -> model.encoder().features(images, block, FinalNorm.AFTER))
                    .toList();

            Tensor scores = model.scores(features, 48, 48, Phase.TRAINING);
            scores.sum().backward();

            assertThat(Tensors.shape(scores))
                    .isEqualTo(
                            task.equals("classification")
                                    ? new long[] {2, 3}
                                    : new long[] {2, model.spec().task().outputs(), 48, 48});
            // Encoder and head are trained together.
            assertThat(model.encoder().classTokens().grad().defined()).isTrue();
        }
    }

    @Test
    void theDescriptionKeepsEverySetting() {
        TaskSpec dense = new TaskSpec(
                TaskModels.MASKS,
                new HeadSpec.Dense(HeadKind.DPT, new DptShape(List.of(3, 5, 7, 9), 11)),
                new TaskInput.Windows(new SlidingWindow(ImageSize.square(64), ImageSize.square(17))),
                ImageInput.RGB.withStatistics(List.of(0.1, 0.2, 0.3), List.of(0.5, 0.25, 0.125)),
                List.of(0, 0x00FF10, 0xABCDEF));
        TaskSpec image = new TaskSpec(
                new Classification(List.of("a \"b\"", "ä")),
                new HeadSpec.Pooled(Pooling.PATCH_MEAN),
                new TaskInput.Frame(new Framing(Framing.Fit.CROP, 32, 40, 1.25)));
        TaskSpec depth = new TaskSpec(
                new DepthEstimation(new DepthRange(0.5, 80)),
                new HeadSpec.Dense(HeadKind.LINEAR, DptShape.PUBLISHED),
                new TaskInput.Windows(SlidingWindow.of(ImageSize.square(48))));

        TaskSpec oblong = new TaskSpec(
                TaskModels.MASKS,
                new HeadSpec.Dense(HeadKind.LINEAR, DptShape.PUBLISHED),
                new TaskInput.Windows(new SlidingWindow(new ImageSize(32, 48), new ImageSize(17, 40))));

        for (TaskSpec spec : List.of(dense, image, depth, oblong)) {
            assertThat(TaskJson.read(TaskJson.write(spec), Optional.empty())).isEqualTo(spec);
        }
    }

    @Test
    void anInputBesideTheDescriptionIsThatOfTheImages() {
        ImageInput input = ImageInput.of(13, Scaling.parse("window:0..4000"), Pages.FIRST);
        TaskSpec spec = TaskModels.spec(TaskModels.MASKS, HeadKind.LINEAR).withImages(input);
        String text = TaskJson.write(spec);
        assertThat(TaskJson.read(text, Optional.of(input.toText()))).isEqualTo(spec);
        ImageInput other = input.withStatistics(Collections.nCopies(13, 0.25), input.deviation());
        assertThatThrownBy(() -> TaskJson.read(text, Optional.of(other.toText())))
                .hasMessage("its description of the task has another mean or deviation than 'pixio.input'");
    }

    @Test
    void theFileIsAnEncoderForOtherCommands() throws Exception {
        Path file = folder.resolve("model.safetensors");
        Path bare = folder.resolve("encoder.safetensors");
        float[] expected;
        try (PointerScope scope = new PointerScope()) {
            TaskModels.of(TaskModels.spec(TaskModels.MASKS, HeadKind.LINEAR)).write(file, Map.of());
            ModelFile.save(bare, new Pixio(TaskModels.SHAPE, 3), Map.of());
        }
        TestImages.image(folder.resolve("image.png"), 60, 50, (x, y) -> 0x10203 * x + 5 * y);

        try (ImageEncoder encoder = ImageEncoder.load(bare)) {
            expected = encoder.embed(folder.resolve("image.png"));
        }
        try (ImageEncoder encoder = ImageEncoder.load(file)) {
            assertThat(encoder.embed(folder.resolve("image.png")))
                    .containsExactly(expected, within(1e-5f)); // memory of the file is aligned otherwise
        }
    }

    @Test
    void newHeadsOfOtherEncodersAreCreatedFromTheirShape() {
        try (PointerScope scope = new PointerScope()) {
            TaskModel model = TaskModels.of(TaskModels.spec(TaskModels.DEPTH, HeadKind.DPT));
            try (DenseFeatures features = new DenseFeatures(model.encoder(), Precision.FP32, model.blocks())) {
                assertThat(features.blocks()).containsExactly(2, 3, 5, 6);
            }
        }
    }

    @Test
    void wrongFilesAreRefusedInOneLine() throws Exception {
        Path bare = folder.resolve("encoder.safetensors");
        Path file = folder.resolve("model.safetensors");
        try (PointerScope scope = new PointerScope()) {
            ModelFile.save(bare, new Pixio(TaskModels.SHAPE, 3), Map.of());
            TaskModels.of(TaskModels.spec(TaskModels.MASKS, HeadKind.DPT)).write(file, Map.of());
            Safetensors whole = Safetensors.read(file);

            refused(bare, "has an encoder and no head, so it predicts nothing");
            refused(folder.resolve("none"), "there is no file or folder");
            refused(changed(whole, "head.scores.bias", null, Map.of()), "missing scores.bias");
            refused(
                    changed(whole, "head.scores.bias", Tensors.zeros(ScalarType.Float, 4), Map.of()),
                    "'scores.bias' has the shape");
            refused(
                    changed(
                            whole,
                            "head.scores.bias",
                            Tensors.zeros(ScalarType.Float, 3).fill_(new Scalar(Double.NaN)),
                            Map.of()),
                    "the weights of the head are not finite: 'scores.bias' has 3 NaN of 3 numbers");
            refused(changed(whole, "head.more", Tensors.zeros(ScalarType.Float, 1), Map.of()), "left over more");
            String description = Objects.requireNonNull(whole.metadata().get(ModelFile.TASK));
            refusedDescription(whole, "not json", "its description of the task is not JSON");
            refusedDescription(whole, description.replace("\"version\":1", "\"version\":2"), "use a newer Pixio");
            refusedDescription(whole, description.replace("segmentation", "detection"), "its task is 'detection'");
            refusedDescription(whole, description.replace("\"stride\":32", "\"stride\":\"x\""), "no valid 'stride'");
            refusedDescription(
                    whole, description.replace("\"window\":48", "\"window\":50"), "multiple of the patch size 8");
            refusedDescription(
                    whole,
                    description.replace("\"fusion\":8", "\"fusion\":1000000000"),
                    "where the head has 1000000000 channels");
            refusedDescription(
                    whole, description.replace("\"sky\"", "\"ground\""), "two classes have the name 'ground'");
        }
    }

    private Path changed(Safetensors whole, String name, @Nullable Tensor value, Map<String, String> metadata)
            throws Exception {
        Map<String, Tensor> tensors = new LinkedHashMap<>(whole.tensors());
        if (value == null) {
            tensors.remove(name);
        } else {
            tensors.put(name, value);
        }
        Map<String, String> texts = new HashMap<>(whole.metadata());
        texts.putAll(metadata);
        Path file = Files.createTempFile(folder, "changed", ".safetensors");
        Safetensors.write(file, tensors, texts);
        return file;
    }

    private void refusedDescription(Safetensors whole, String description, String message) throws Exception {
        refused(
                changed(
                        whole,
                        "head.scores.bias",
                        whole.tensors().get("head.scores.bias"),
                        Map.of(ModelFile.TASK, description)),
                message);
    }

    private static void refused(Path file, String message) {
        assertThatThrownBy(() -> TaskModel.read(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n")
                .contains(file.toString());
    }

    @Test
    void headsAndInputsOfOtherTasksAreRefused() {
        HeadSpec dense = new HeadSpec.Dense(HeadKind.LINEAR, DptShape.PUBLISHED);
        TaskInput windows = new TaskInput.Windows(SlidingWindow.of(ImageSize.square(48)));

        assertThatThrownBy(() -> new TaskSpec(TaskModels.CLASSES, dense, windows))
                .hasMessage("the head linear is not for classification");
        assertThatThrownBy(() -> new TaskSpec(TaskModels.CLASSES, new HeadSpec.Pooled(Pooling.CLASS_MEAN), windows))
                .hasMessageContaining("resized for classification");
        assertThatThrownBy(() -> new HeadSpec.Pooled(Pooling.MAPS))
                .hasMessage("a classification head reads class-mean, class-concat or patch-mean, not maps");
        assertThatThrownBy(() -> new TaskSpec(TaskModels.MASKS, dense, windows, ImageInput.RGB, List.of(1, 2)))
                .hasMessageContaining("a colour for each class");
    }
}
