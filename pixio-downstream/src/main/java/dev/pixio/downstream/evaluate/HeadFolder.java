package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.train.HeadFile;
import dev.pixio.downstream.train.HeadPlan;
import dev.pixio.embed.WeightFingerprint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the heads of one encoder: {@code NUMBER-NAME-HEAD-TASK-seed-N.safetensors}. */
final class HeadFolder {

    private static final Pattern LAST_NAME = Pattern.compile("([A-Za-z0-9_.-]{1,40})[^A-Za-z0-9_.-]*$");

    private static final Duration SAVING = Duration.ofSeconds(20);

    private final Optional<Path> folder;
    private final String prefix;
    private final String identity;

    /**
     * @param folder empty to keep no heads
     * @param number of the encoder in the evaluation, from 0
     * @param name of the encoder
     */
    HeadFolder(
            Optional<Path> folder,
            int number,
            String name,
            EvaluatedHead.Opened encoder,
            HeadPlan plan,
            DenseData data) {
        this.folder = folder;
        Matcher last = LAST_NAME.matcher(name);
        this.prefix = String.format(
                Locale.ROOT,
                "%d-%s-%s-%s",
                number,
                last.find() ? last.group(1) : "encoder",
                plan.kind().id(),
                data.task().id());
        this.identity = folder.isEmpty()
                ? ""
                : String.join(
                        "; ",
                        WeightFingerprint.of(encoder.features().encoder()),
                        encoder.precision().toString(),
                        encoder.features().blocks().toString(),
                        plan.toString(),
                        data.task().toString(),
                        data.train().fingerprint());
    }

    /** The file of a seed. */
    Optional<HeadFile> file(long seed) {
        return folder.map(path -> new HeadFile(
                path.resolve(prefix + "-seed-" + seed + ".safetensors"), identity + "; seed " + seed, SAVING));
    }
}
