package dev.pixio.train.checkpoint;

import dev.pixio.weights.CheckpointManifest;
import java.io.IOException;

/** Updates the manifest of a checkpoint whose files a test has changed. */
public final class Manifests {

    private Manifests() {}

    public static void write(Checkpoint checkpoint) throws IOException {
        CheckpointManifest.of(checkpoint.folder(), checkpoint.parts()).write(checkpoint.folder());
    }
}
