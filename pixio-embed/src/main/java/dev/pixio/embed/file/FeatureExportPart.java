package dev.pixio.embed.file;

import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.FeatureOrigin;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.log.RemainingSource;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.ProcessGroup;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The part in a {@link FeatureExport} of a process other than process 0: it embeds images and needs none of the files. */
public final class FeatureExportPart {

    private FeatureExportPart() {}

    /**
     * The precision that process 0 chose; the others wait for it while it loads its encoder.
     *
     * @param own of process 0
     */
    public static String precision(ProcessGroup group, Optional<FeatureOrigin> own) {
        group.awaitFirst(0);
        return group.gather(own.map(FeatureOrigin::precision).orElse("")).get(0);
    }

    /**
     * Checks that all processes compute the same features. All of them call it.
     *
     * @param version of Pixio
     * @throws dev.pixio.torch.group.GroupException naming what differs
     */
    public static void requireSame(
            ProcessGroup group, FeatureOrigin origin, ImageSource source, LoaderOptions options, String version) {
        if (group.size() == 1) {
            return;
        }
        group.requireSame("the version of Pixio", version);
        group.requireSame("the choice of weights and features", origin.withoutPath());
        group.requireSame("--batch-size", Integer.toString(options.batches().size()));
        group.requireSame(
                "the list of images",
                String.format(Locale.ROOT, "%,d images with fingerprint %s", source.size(), source.fingerprint()));
    }

    /** Embeds the images of this process; returns when process 0 has those of all. */
    public static void run(
            DividedTask task,
            ImageEncoder encoder,
            ImageSource source,
            LoaderOptions options,
            EmbeddingListener listener)
            throws IOException, InterruptedException {
        long[] remaining = receive(task.group());
        if (remaining.length > 0) {
            encoder.embedAll(RemainingSource.of(source, remaining), options, task, listener);
        }
    }

    /** Tells the other processes which images are not in the file yet. */
    static void announce(ProcessGroup group, RemainingSource remaining) {
        if (group.size() == 1) {
            return;
        }
        long[] indices = remaining.indices();
        group.awaitFirst(indices.length);
        if (indices.length > 0) {
            try (PointerScope scope = new PointerScope()) {
                group.broadcast(Tensors.of(indices, indices.length), 0);
            }
        }
    }

    /** Tells them that no image is missing. */
    static void announceNothing(ProcessGroup group) {
        if (group.size() > 1) {
            group.awaitFirst(0);
        }
    }

    private static long[] receive(ProcessGroup group) {
        long count = (long) group.awaitFirst(0);
        if (count == 0) {
            return new long[0];
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor indices = Tensors.empty(ScalarType.Long, count);
            group.broadcast(indices, 0);
            return Tensors.toLongs(indices);
        }
    }
}
