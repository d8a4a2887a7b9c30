package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.model.HeadSpec;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskModelFile;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.train.HeadFile;
import dev.pixio.downstream.train.HeadPlan;
import dev.pixio.embed.WeightFingerprint;
import dev.pixio.image.resize.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of the heads of one encoder: {@code NUMBER-NAME-HEAD-TASK-seed-N.safetensors}, and of the first of them with its encoder
 * {@code NUMBER-NAME-HEAD-TASK-model.safetensors}.
 */
final class HeadFolder {

    private static final Pattern LAST_NAME = Pattern.compile("([A-Za-z0-9_.-]{1,40})[^A-Za-z0-9_.-]*$");

    private static final Duration SAVING = Duration.ofSeconds(20);

    private final Optional<Path> folder;
    private final String prefix;
    private final String identity;
    private final int number;
    private final EvaluatedHead encoder;
    private final EvaluatedHead.Opened opened;
    private final long firstSeed;
    private final TaskSpec spec;

    /**
     * @param folder empty to keep no heads
     * @param number of the encoder in the evaluation, from 0
     */
    HeadFolder(
            Optional<Path> folder,
            int number,
            EvaluatedHead encoder,
            EvaluatedHead.Opened opened,
            HeadSettings settings,
            DenseData data) {
        ImageSize crop = settings.cropFor(encoder.shape().grid());
        HeadPlan plan = settings.plan(data, crop);
        this.folder = folder;
        this.number = number;
        this.encoder = encoder;
        this.opened = opened;
        this.firstSeed = settings.seeds().get(0);
        this.spec = new TaskSpec(
                        data.task(),
                        new HeadSpec.Dense(plan.kind(), plan.dpt()),
                        new TaskInput.Windows(settings.window(data, crop)))
                .withImages(encoder.input().withOneImagePerFile()); // as its training reads them
        Matcher last = LAST_NAME.matcher(encoder.name());
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
                        WeightFingerprint.of(opened.features().encoder()),
                        opened.precision().toString(),
                        opened.features().blocks().toString(),
                        plan.identity(),
                        data.task().toString(),
                        data.train().fingerprint()
                                + (encoder.input().isPhotographs()
                                        ? ""
                                        : "; " + encoder.input().toText()));
    }

    /** The file of a seed. */
    Optional<HeadFile> file(long seed) {
        return folder.map(path -> new HeadFile(
                path.resolve(prefix + "-seed-" + seed + ".safetensors"), identity + "; seed " + seed, SAVING));
    }

    /**
     * Saves the first head of the first encoder together with the encoder, for predictions.
     *
     * @param head that was trained with the seed
     * @return the file; empty for other heads, or if none are kept
     */
    Optional<Path> saveModel(long seed, DenseHead head) throws IOException {
        if (folder.isEmpty() || number > 0 || seed != firstSeed) {
            return Optional.empty();
        }
        Path file = folder.get().resolve(prefix + TaskModelFile.EVALUATED);
        new TaskModel(encoder.shape(), spec, opened.features().encoder(), head)
                .write(file, Map.of("encoder", encoder.name(), "seed", Long.toString(seed)));
        return Optional.of(file);
    }
}
