package dev.pixio.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Tensors;
import dev.pixio.train.Trainer;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.interval.CheckpointInterval;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconstructorTest {

    /** 4 x 6 patches of 8 pixels, not square, so that swapped sides are noticed. */
    private static final PixioConfig CONFIG = new PixioConfig(
            new PatchGrid(32, 48, 3, 8),
            new EncoderConfig(32, 1, 2, 4, 2, 0),
            new DecoderConfig(16, 1, 2, 4),
            new MaskConfig(0.5, 2),
            Positions.SINCOS,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    @TempDir
    private Path temporary;

    @Test
    void visiblePatchesAreTheOriginalAndMaskedOnesAreGrey() {
        try (PointerScope scope = new PointerScope()) {
            Tensor pixels = pixels();
            ReconstructedImages images =
                    new Reconstructor(new Pixio(CONFIG, 0), PatchStatistics.ORIGINAL).reconstruct(pixels, 3);

            byte[] original = Tensors.toBytes(pixels);
            byte[] masked = Tensors.toBytes(images.masked());
            byte[] predicted = Tensors.toBytes(images.predicted());
            byte[] pasted = Tensors.toBytes(images.pasted());
            int maskedBytes = 0;
            for (int i = 0; i < original.length; i++) {
                if (masked[i] == (byte) 128) {
                    maskedBytes++;
                    assertThat(pasted[i]).isEqualTo(predicted[i]);
                } else {
                    assertThat(masked[i]).isEqualTo(original[i]);
                    assertThat(pasted[i]).isEqualTo(original[i]);
                    assertThat(predicted[i]).isEqualTo((byte) 128);
                }
            }
            // Half of the cells are kept: 3 of 6. No original pixel of this image is 128.
            assertThat(maskedBytes).isEqualTo(original.length / 2);
        }
    }

    @Test
    void eachReconstructedPatchHasTheMeanOfTheOriginal() {
        try (PointerScope scope = new PointerScope()) {
            // An untrained head of zeros would predict 0 everywhere, which is each patch's own mean.
            Pixio model = new Pixio(CONFIG, 0);
            try (var noGrad = new org.bytedeco.pytorch.NoGradGuard()) {
                Tensors.parameters(model).forEach((name, parameter) -> {
                    if (name.startsWith("decoder.head")) {
                        parameter.zero_();
                    }
                });
            }
            Tensor grey = torch.full(new long[] {1, 3, 32, 48}, new Scalar(200)).to(ScalarType.Byte);

            ReconstructedImages images = new Reconstructor(model, PatchStatistics.ORIGINAL).reconstruct(grey, 3);

            // ImageNet's normalisation shifts the channels differently, so a patch's mean is over all three.
            float[] reconstructed = Tensors.toFloats(images.pasted());
            double sum = 0;
            for (float value : reconstructed) {
                sum += value;
            }
            assertThat(sum / reconstructed.length).isBetween(195.0, 205.0);
        }
    }

    @Test
    void visibleStatisticsUseNothingOfTheMaskedPatches() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = new Pixio(CONFIG, 0);
            Tensor pixels = pixels();
            ReconstructedImages first = new Reconstructor(model, PatchStatistics.VISIBLE).reconstruct(pixels, 3);
            Tensor masked = first.masked().eq(new Scalar(128));
            Tensor inverted = pixels.to(ScalarType.Float).mul(new Scalar(-0.3)).add(new Scalar(250));
            Tensor changed = torch.where(masked, inverted.to(ScalarType.Byte), pixels); // brighter, of less contrast
            ReconstructedImages second = new Reconstructor(model, PatchStatistics.VISIBLE).reconstruct(changed, 3);
            ReconstructedImages original = new Reconstructor(model, PatchStatistics.ORIGINAL).reconstruct(pixels, 3);
            ReconstructedImages changedOriginal =
                    new Reconstructor(model, PatchStatistics.ORIGINAL).reconstruct(changed, 3);

            assertThat(Tensors.toBytes(changed)).isNotEqualTo(Tensors.toBytes(pixels));
            assertThat(Tensors.toBytes(second.predicted())).isEqualTo(Tensors.toBytes(first.predicted()));
            assertThat(Tensors.toBytes(second.pasted())).isEqualTo(Tensors.toBytes(first.pasted()));
            assertThat(Tensors.toBytes(changedOriginal.predicted()))
                    .isNotEqualTo(Tensors.toBytes(original.predicted()));
            assertThat(second.statistics()).isEqualTo(PatchStatistics.VISIBLE);
            assertThat(original.statistics()).isEqualTo(PatchStatistics.ORIGINAL);
        }
    }

    @Test
    void bothStatisticsAgreeWhereAllPatchesHaveTheSame() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = new Pixio(CONFIG, 0);
            Tensor repeated = pixels().narrow(2, 0, 8).narrow(3, 0, 8).repeat(1, 1, 4, 6);

            float[] original = Tensors.toFloats(new Reconstructor(model, PatchStatistics.ORIGINAL)
                    .reconstruct(repeated, 3)
                    .predicted());
            float[] visible = Tensors.toFloats(new Reconstructor(model, PatchStatistics.VISIBLE)
                    .reconstruct(repeated, 3)
                    .predicted());

            assertThat(visible).containsExactly(original, within(1f)); // of 255: values are rounded
        }
    }

    @Test
    void theSameSeedMasksTheSamePatches() {
        try (PointerScope scope = new PointerScope()) {
            Reconstructor reconstructor = new Reconstructor(new Pixio(CONFIG, 0), PatchStatistics.ORIGINAL);
            byte[] first =
                    Tensors.toBytes(reconstructor.reconstruct(pixels(), 3).masked());

            assertThat(Tensors.toBytes(reconstructor.reconstruct(pixels(), 3).masked()))
                    .isEqualTo(first);
            assertThat(Tensors.toBytes(reconstructor.reconstruct(pixels(), 4).masked()))
                    .isNotEqualTo(first);
        }
    }

    @Test
    void aTrainingWritesAGridAtEachCheckpoint() throws Exception {
        TrainingPlan plan = TrainingPlan.recipe("quick")
                .model(CONFIG)
                .batchSize(4)
                .epochs(1)
                .machine(new MachinePlan("cpu", "fp32", 0, 1, 0, Activations.KEPT))
                .saving(SavingPlan.everySteps(2, 3))
                .build();
        RunFolder folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        try (ReconstructionListener listener = new ReconstructionListener(new SceneSource(9, 3, 48), 6)) {
            new Trainer(plan, new SceneSource(1, 16, 48), folder)
                    .listen(listener)
                    .run();
        }
        for (Checkpoint checkpoint : folder.checkpoints().all()) {
            Path file = folder.reconstruction(checkpoint.step());
            try (RgbImage image = ImageDecoder.withDefaults().read(file)) {
                // Three rows and four columns, enlarged four times to be at least 160 wide.
                assertThat(image.width()).isEqualTo(6 + 4 * (48 * 4 + 6));
                assertThat(image.height()).isEqualTo(26 + 3 * (32 * 4 + 6) + 24);
            }
        }
        assertThat(folder.checkpoints().all()).hasSize(2);
    }

    @Test
    void imagesThatThePlanDoesNotKeepAreDeleted() throws Exception {
        TrainingPlan plan = TrainingPlan.recipe("quick")
                .model(CONFIG)
                .batchSize(4)
                .epochs(2)
                .machine(new MachinePlan("cpu", "fp32", 0, 1, 0, Activations.KEPT))
                .saving(new SavingPlan(CheckpointInterval.steps(1), 1, 0, 4, SavingPlan.OnWriteError.STOP))
                .build();
        RunFolder folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        Files.createFile(folder.reconstruction(99)); // of a later step, as after a rollback: it is written again
        try (ReconstructionListener listener = new ReconstructionListener(new SceneSource(9, 3, 48), 6)) {
            new Trainer(plan, new SceneSource(1, 16, 48), folder)
                    .listen(listener)
                    .run();
        }
        assertThat(folder.reconstructions().steps()).containsExactly(1L, 6L, 7L, 8L, 99L);
    }

    @Test
    void anImageThatCannotBeDeletedDoesNotEndTheRun() throws Exception {
        TrainingPlan plan = TrainingPlan.recipe("quick")
                .model(CONFIG)
                .batchSize(4)
                .epochs(1)
                .machine(new MachinePlan("cpu", "fp32", 0, 1, 0, Activations.KEPT))
                .saving(new SavingPlan(CheckpointInterval.steps(1), 1, 0, 1, SavingPlan.OnWriteError.STOP))
                .build();
        RunFolder folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        Path image = folder.reconstruction(1);
        TrainingListener undeletable = new TrainingListener() {
            @Override
            public void onCheckpoint(Checkpoint checkpoint) throws IOException {
                if (checkpoint.step() == 1) {
                    Files.delete(image);
                    Files.createFile(Files.createDirectory(image).resolve("inside"));
                }
            }
        };
        try (ReconstructionListener listener = new ReconstructionListener(new SceneSource(9, 3, 48), 6)) {
            Trainer trainer = new Trainer(plan, new SceneSource(1, 16, 48), folder);
            assertThat(trainer.listen(listener).listen(undeletable).run().steps())
                    .isEqualTo(4);
        }
        assertThat(image).isDirectory();
        assertThat(folder.reconstruction(3)).doesNotExist();
        assertThat(folder.reconstruction(4)).exists();
    }

    private static Tensor pixels() {
        torch.manual_seed(1);
        Tensor pixels = torch.rand(2, 3, 32, 48).mul(new Scalar(120.0)).to(ScalarType.Byte);
        return pixels;
    }
}
