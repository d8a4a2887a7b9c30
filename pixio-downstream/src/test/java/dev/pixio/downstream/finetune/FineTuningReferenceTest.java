package dev.pixio.downstream.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.downstream.ReferenceFile;
import dev.pixio.downstream.finetune.data.Mix;
import dev.pixio.downstream.finetune.data.SoftLabels;
import dev.pixio.downstream.finetune.plan.FineTuningRecipe;
import dev.pixio.downstream.finetune.plan.TaskKind;
import dev.pixio.downstream.head.Phase;
import dev.pixio.downstream.model.HeadSpec;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.Classification;
import dev.pixio.embed.Pooling;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Initialization;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.optim.update.ParameterMemory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One step of {@code tools/reference/finetune_golden.py}. */
class FineTuningReferenceTest {

    private static final PixioConfig SHAPE = new PixioConfig(
            new PatchGrid(8, 8, 3, 4),
            new EncoderConfig(8, 2, 2, 2, 2, 0),
            new DecoderConfig(16, 1, 1, 1),
            new MaskConfig(0.75, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    private static final Mix MIXUP = new Mix.Mixup(0.7);
    private static final Mix CUTMIX = Mix.rectangle(0.75, 8, 8, 3, 7);

    private static TaskModel model() {
        return TaskModel.withNewHead(
                SHAPE,
                new TaskSpec(
                        new Classification(List.of("a", "b", "c")),
                        new HeadSpec.Pooled(Pooling.CLASS_MEAN),
                        new TaskInput.Frame(Framing.crop(8, 8))),
                new Pixio(SHAPE, 1).encoder(),
                new Initialization(1));
    }

    @Test
    void aRectangleIsCutOffAtTheBorder() {
        assertThat(CUTMIX).isEqualTo(new Mix.Cutmix(1, 5, 4, 3, 1 - 12.0 / 64));
    }

    @ParameterizedTest
    @CsvSource({"mixup, SEPARATE", "cutmix, SEPARATE", "mixup, FLAT"})
    void aStepIsThatOfTheReference(String name, ParameterMemory memory) {
        ReferenceFile reference = ReferenceFile.read("finetune_" + name);
        TaskModel model = model();
        reference.load(model);
        try (PointerScope scope = new PointerScope();
                AdamW optimizer = new AdamW(
                        model,
                        FineTuningRecipe.optimizer(TaskKind.CLASSIFICATION, 64),
                        new LayerRates(2, 0.65)::scale,
                        SingleProcess.ALONE,
                        false,
                        memory)) {
            optimizer.prepareGradients();
            Mix mix = name.equals("mixup") ? MIXUP : CUTMIX;
            int[] labels = Arrays.stream(Tensors.toLongs(reference.get("labels")))
                    .mapToInt(Math::toIntExact)
                    .toArray();
            int[] partners = IntStream.range(0, labels.length).map(i -> i ^ 1).toArray();
            Tensor order = Tensors.of(Arrays.stream(partners).asLongStream().toArray(), partners.length);
            Tensor images =
                    mix.apply(reference.get("images").clone(), torch.index_select(reference.get("images"), 0, order));
            close(images, reference.get("mixed"));
            int[] others = Arrays.stream(partners).map(i -> labels[i]).toArray();

            Tensor scores = model.scores(List.of(model.encoder().features(images)), 8, 8, Phase.TRAINING);
            Tensor loss = SoftLabels.crossEntropy(
                    scores, new SoftLabels(3, 0.1).of(labels, others, mix.share()), Optional.empty());
            loss.backward();
            Tensors.parameters(model).forEach((parameter, values) -> {
                Tensor expected = reference.get("gradient." + parameter);
                close(values.grad(), expected);
                values.grad().copy_(expected); // the first step divides by their size, also where they are but rounding
            });
            optimizer.step(1e-2);

            close(scores, reference.get("scores"));
            assertThat(loss.item_double()).isCloseTo(reference.get("loss").item_double(), Offset.offset(1e-5));
            Tensors.parameters(model)
                    .forEach((parameter, values) -> close(values, reference.get("after." + parameter)));
        }
    }

    private static void close(Tensor actual, Tensor expected) {
        assertThat(actual.detach().sub(expected).abs().max().item_double()).isLessThan(1e-5);
    }
}
