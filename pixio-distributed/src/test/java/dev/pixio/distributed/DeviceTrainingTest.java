package dev.pixio.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.ImageSource;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.train.Trainer;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training whose weights, gradients and moments travel by a connection of their own, as those on GPUs do. */
@Timeout(300)
class DeviceTrainingTest {

    private static final TrainingPlan PLAN = TrainingPlan.recipe("quick")
            .model(new PixioConfig(
                    new PatchGrid(32, 32, 3, 8),
                    new EncoderConfig(32, 2, 2, 4, 2, 0),
                    new DecoderConfig(32, 2, 2, 4),
                    new MaskConfig(0.75, 1),
                    Positions.SINCOS,
                    PositionResize.ANTIALIASED,
                    PixioConfig.TokenStart.EQUAL))
            .batchSize(8)
            .epochs(2)
            .machine(MachinePlan.AUTO
                    .withDevice("cpu")
                    .withPrecision("fp32")
                    .withLoaderThreads(1)
                    .withThreads(1))
            .build();

    @TempDir
    private Path temporary;

    private List<Double> losses(ProcessGroup group, String folder, boolean sharded) throws Exception {
        ImageSource images = new SceneSource(1, 32, 40);
        GroupOptions options = new GroupOptions(4096, 1, sharded);
        Trainer trainer = group.isFirst()
                ? new Trainer(PLAN, images, RunFolder.create(temporary.resolve(folder), RunFolder.Existing.REFUSE))
                        .together(group, options)
                : Trainer.follower(PLAN, images, group, options);
        List<Double> losses = new ArrayList<>();
        trainer.listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                losses.add(metrics.loss());
            }
        });
        trainer.run();
        return losses;
    }

    /** A group of one has its connection as well: so the path can be tried with a single GPU. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "2, true"})
    void aGroupTrainsAsOneProcessDoes(int processes, boolean sharded) throws Exception {
        List<Double> alone = losses(SingleProcess.ALONE, "alone", false);

        List<List<Double>> together = ProcessThreads.run(processes, group -> {
            GlooConnection connection = GlooConnection.of(group);
            List<Double> losses = losses(group, "together", sharded);
            assertThat(connection.sums).as("sums of gradients").hasValueGreaterThan(losses.size());
            assertThat(connection.broadcasts).as("broadcasts of weights").hasValueGreaterThan(4 * 12);
            return losses;
        });

        assertThat(alone).hasSize(8);
        for (List<Double> losses : together) {
            for (int i = 0; i < alone.size(); i++) {
                assertThat(losses.get(i)).isCloseTo(alone.get(i), within(1e-5));
            }
        }
    }
}
