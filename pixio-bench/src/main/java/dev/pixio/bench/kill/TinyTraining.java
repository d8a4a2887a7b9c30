package dev.pixio.bench.kill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The options of a training of a second, with checkpoints every few steps. */
final class TinyTraining {

    /** Its last step. */
    static final int STEPS = 48;

    private static final String OPTIONS =
            "--quiet --resume --device cpu --precision fp32 --threads 1 --loader-threads 1"
                    + " --model 48x2x2 --decoder 32x1x2 --image-size 32 --patch-size 8 --mask-cell 1 --drop-path 0.1"
                    + " --batch-size 4 --scenes 32 --epochs 1000 --max-steps " + STEPS;

    private TinyTraining() {}

    /** The arguments of {@code pixio}. */
    static List<String> arguments(Path run, String... more) {
        List<String> arguments = new ArrayList<>(List.of("pretrain", "--out", run.toString()));
        arguments.addAll(Arrays.asList(OPTIONS.split(" ")));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }
}
