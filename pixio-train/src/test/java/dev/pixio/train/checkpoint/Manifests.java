package dev.pixio.train.checkpoint;

import dev.pixio.weights.CheckpointManifest;
import java.io.IOException;

/** Lets a test change a checkpoint that is not to count as damaged. */
public final class Manifests {

    private Manifests() {}

    public static void write(Checkpoint checkpoint) throws IOException {
        CheckpointManifest.of(checkpoint.folder(), checkpoint.parts()).write(checkpoint.folder());
    }
}
