package dev.pixio.downstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskModels;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.train.HeadListener;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadFolderTest {

    @TempDir
    private Path folder;

    private List<String> evaluate(DenseTask task) throws Exception {
        HeadSettings settings = new HeadSettings(
                HeadKind.LINEAR,
                DptShape.PUBLISHED,
                1,
                OptionalInt.of(4),
                OptionalDouble.empty(),
                0.01,
                Optional.empty(),
                Optional.of(ImageSize.square(24)),
                Optional.empty(),
                List.of(4L, 5L),
                8,
                2,
                "cpu",
                "fp32");
        List<String> notes = new ArrayList<>();
        HeadProgress progress = new HeadProgress() {
            @Override
            public void onFeatures(String candidate, String images) {}

            @Override
            public HeadListener onTraining(String encoder, long seed) {
                return HeadListener.NONE;
            }

            @Override
            public void onResult(String encoder, SeedResult result) {}

            @Override
            public void onNote(String note) {
                notes.add(note);
            }
        };
        new HeadEvaluation(
                        settings,
                        crop -> new DenseData(
                                task, SceneSamples.of(1, 8, crop, task), SceneSamples.of(2, 4, crop, task), List.of()),
                        Optional.of(folder))
                .run(
                        List.of(
                                EvaluatedHead.untrained("runs/mine", TaskModels.SHAPE, 0),
                                EvaluatedHead.untrained("other", TaskModels.SHAPE, 1)),
                        KeptPredictions.none(),
                        progress);
        return notes;
    }

    @Test
    void theFirstHeadIsSavedWithItsEncoder() throws Exception {
        List<String> notes = evaluate(SceneSamples.SEGMENTATION);

        Path file = folder.resolve("0-mine-linear-segmentation-model.safetensors");
        assertThat(notes).containsExactly(file + " has the encoder and this head, for 'pixio predict'");
        try (PointerScope scope = new PointerScope()) {
            TaskModel model = TaskModel.read(folder);
            assertThat(model.spec().task()).isEqualTo(SceneSamples.SEGMENTATION);
            assertThat(model.spec().input())
                    .isEqualTo(new TaskInput.Windows(new SlidingWindow(ImageSize.square(48), ImageSize.square(24))));
            Safetensors head = Safetensors.read(folder.resolve("0-mine-linear-segmentation-seed-4.safetensors"));
            Tensors.state(model.head().module())
                    .forEach((name, tensor) -> assertThat(Tensors.toFloats(tensor))
                            .as(name)
                            .isEqualTo(Tensors.toFloats(
                                    Objects.requireNonNull(head.tensors().get("head." + name)))));
        }
    }

    @Test
    void oneOfSeveralModelsMustBeNamed() throws Exception {
        evaluate(SceneSamples.SEGMENTATION);
        evaluate(SceneSamples.DEPTH);

        assertThatThrownBy(() -> TaskModel.read(folder))
                .hasMessage(folder + " has 2 models: name one of them, such as "
                        + folder.resolve("0-mine-linear-depth-model.safetensors"));
    }
}
