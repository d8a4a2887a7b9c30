package dev.pixio.cli.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trains a model of 32 pixels for a few steps. */
final class SmallTraining {

    private SmallTraining() {}

    /** The folder of a run of images, with more options. */
    static Path run(Path out, Path images, String... options) {
        List<String> arguments = new ArrayList<>(List.of("pretrain", "--data", images.toString(), "--out"));
        arguments.addAll(List.of(out.toString(), "--model", "16x2x1", "--decoder", "16x1x1", "--image-size", "32"));
        arguments.addAll(List.of("--patch-size", "8", "--mask-cell", "1", "--class-tokens", "1", "--batch-size", "4"));
        arguments.addAll(List.of("--max-steps", "3", "--device", "cpu", "--precision", "fp32", "--quiet"));
        arguments.addAll(List.of("--no-report", "--no-tensorboard"));
        arguments.addAll(List.of(options));
        Cli trained = Cli.run(arguments.toArray(String[]::new));
        assertThat(trained.code()).as(trained.err()).isZero();
        return out;
    }
}
