package dev.pixio.train.checkpoint;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.data.loader.UnreadableTally;
import dev.pixio.torch.Tensors;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Saves checkpoints with four weights into a temporary folder. */
abstract class CheckpointFixture {

    @TempDir
    Path temporary;

    final Tensor weights = Tensors.of(new float[] {1, 2, 3, 4}, 2, 2);
    CheckpointFolder folder;
    CheckpointWriter writer;

    @BeforeEach
    void open() {
        folder = new CheckpointFolder(temporary.resolve("checkpoints"));
        writer = new CheckpointWriter(folder, new Retention(3, 0));
    }

    @AfterEach
    void close() {
        writer.close();
        weights.close();
    }

    static TrainingState state(long step) {
        return new TrainingState(
                step,
                1000,
                new StreamPosition(1, 7),
                42,
                step * 8,
                1.5,
                0,
                new TrainingState.Source("10 images in photos", 10, "0123456789abcdef"),
                new UnreadableTally(List.of(new SkippedImage(3, "c.jpg", "truncated JPEG")), List.of(12L), 9, 1),
                new TrainingState.Machine("cpu", "fp32", 2, 4),
                Map.of("loss", 0.1 + 0.2),
                JsonMapper.shared().createObjectNode().put("recipe", "quick"),
                Map.of("java", "17"),
                Instant.parse("2026-11-24T10:00:00.123456789Z"));
    }

    Checkpoint save(long step) throws Exception {
        writer.begin(state(step), Map.of("w", weights), Map.of("w.exp_avg", weights), Map.of("format", "pt"));
        return writer.await().orElseThrow();
    }
}
