package dev.pixio.cli.evaluate;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Weights small enough to be evaluated in tests: 16 patches of an image of 32 x 32, two blocks. */
final class TinyWeights {

    private static final PixioConfig MODEL = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(32, 2, 2, 4, 2, 0),
            new DecoderConfig(32, 1, 2, 4),
            new MaskConfig(0.75, 1),
            Positions.SINCOS,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    private TinyWeights() {}

    /** A file of weights in a folder. */
    static Path in(Path folder) throws IOException {
        Path file = folder.resolve("model.safetensors");
        ModelFile.save(file, new Pixio(MODEL, 1), Map.of());
        return file;
    }

    /** The folder of a run with one checkpoint, in a folder. */
    static Path run(Path folder) throws IOException {
        Path run = folder.resolve("run");
        in(Files.createDirectories(run.resolve("checkpoints/step-4")));
        Files.writeString(run.resolve("checkpoints/latest"), "step-4");
        Files.writeString(run.resolve("config.yaml"), "recipe: quick");
        return run;
    }
}
