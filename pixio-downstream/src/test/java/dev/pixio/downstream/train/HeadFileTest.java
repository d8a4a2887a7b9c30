package dev.pixio.downstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Pixio;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.train.plan.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadFileTest {

    private static final DenseTask TASK = SceneSamples.SEGMENTATION;

    @TempDir
    private Path folder;

    private static HeadPlan plan() {
        return new HeadPlan(
                HeadKind.LINEAR,
                DptShape.PUBLISHED,
                4,
                4,
                1e-3,
                0.1,
                0.01,
                ImageSize.square(48),
                Optional.of(DenseAugmentation.SEGMENTATION));
    }

    private static Map<String, float[]> weights(DenseHead head) {
        Map<String, float[]> weights = new TreeMap<>();
        Tensors.state(head.module()).forEach((name, tensor) -> weights.put(name, Tensors.toFloats(tensor)));
        return weights;
    }

    @Test
    void aTrainingContinuesBitEqually() throws Exception {
        try (PointerScope scope = new PointerScope();
                DenseFeatures features = new DenseFeatures(
                        new Pixio(TrainingPlan.recipe("first").build().model(), 1).encoder(),
                        Precision.FP32,
                        List.of(6));
                HeadTrainer trainer = new HeadTrainer(
                        new SceneSamples(new SceneSource(3, 12, 48), TASK), TASK, features, plan(), 8, 2)) {
            Map<String, float[]> whole = weights(train(trainer, Optional.empty(), Integer.MAX_VALUE));
            HeadFile file = new HeadFile(folder.resolve("heads/one.safetensors"), "test", Duration.ZERO);

            assertThatThrownBy(() -> train(trainer, Optional.of(file), 7)).hasMessage("killed");
            Map<String, float[]> continued = weights(train(trainer, Optional.of(file), Integer.MAX_VALUE));

            assertThat(continued.keySet()).isEqualTo(whole.keySet());
            whole.forEach(
                    (name, values) -> assertThat(continued.get(name)).as(name).isEqualTo(values));
            assertThat(weights(train(trainer, Optional.of(file), 0))).hasSameSizeAs(whole); // no step is left
        }
    }

    /** @param killed step at whose end the training is interrupted */
    private static DenseHead train(HeadTrainer trainer, Optional<HeadFile> file, int killed)
            throws IOException, InterruptedException {
        return trainer.train(5, file, new FeatureListener() {}, (step, steps, loss) -> {
            if (step == killed) {
                throw new IllegalStateException("killed");
            }
        });
    }

    @Test
    void aHeadOfOtherSettingsIsRefused() throws Exception {
        Path path = folder.resolve("head.safetensors");
        try (PointerScope scope = new PointerScope();
                Device cpu = new Device("cpu");
                HeadTraining training = new HeadTraining(
                        plan(), TASK, 192, 12, 1, cpu, Optional.of(new HeadFile(path, "first", Duration.ZERO)))) {
            assertThat(training.isComplete()).isFalse();
            training.save();
            assertThat(Files.exists(path)).isTrue();

            assertThatThrownBy(() -> new HeadTraining(
                            plan(), TASK, 192, 12, 1, cpu, Optional.of(new HeadFile(path, "second", Duration.ZERO))))
                    .isInstanceOf(IOException.class)
                    .hasMessage(path + " is a head of another encoder, data or settings: name another folder");
        }
    }
}
