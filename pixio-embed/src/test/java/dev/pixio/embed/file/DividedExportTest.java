package dev.pixio.embed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.TooManyUnreadableException;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.file.FeatureExport.Mode;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.GroupException;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.group.ThreadGroups;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes, here threads, export the file that one process writes. Their batches are of two images. */
@Timeout(120)
class DividedExportTest extends ExportFixture {

    private static final LoaderOptions BATCHES =
            LoaderOptions.embedding(2).withThreads(1).withMaxUnreadableShare(0.3);

    /** What a process does in an export; process 0 returns the result. */
    private Optional<ExportResult> member(
            ProcessGroup group, Path file, Set<Mode> modes, LoaderOptions options, EmbeddingListener listener)
            throws Exception {
        DividedTask task = new DividedTask(group);
        try (ImageEncoder own =
                        ImageEncoder.load(weights, EncoderSettings.defaults().withPrecision("fp32"));
                FolderSource source = FolderSource.of(images)) {
            FeatureExportPart.requireSame(group, own.origin(), source, options, "test");
            Optional<ExportResult> result = Optional.empty();
            if (group.isFirst()) {
                result = Optional.of(new FeatureExport(file, FeatureNumber.FP32, modes)
                        .together(task)
                        .run(own, source, options, "test", listener));
            } else {
                FeatureExportPart.run(task, own, source, options, listener);
            }
            task.end();
            return result;
        }
    }

    private List<Future<Optional<ExportResult>>> start(int processes, String name, LoaderOptions options, Mode... modes)
            throws Exception {
        return ThreadGroups.start(
                processes, group -> member(group, folder.resolve(name), Set.of(modes), options, NO_LISTENER));
    }

    private ExportResult export(int processes, String name, Mode... modes) throws Exception {
        return start(processes, name, BATCHES, modes).get(0).get().orElseThrow();
    }

    private void assertSameFiles(String name, String other) throws IOException {
        assertThat(folder.resolve(other)).hasSameBinaryContentAs(folder.resolve(name));
    }

    @ParameterizedTest
    @CsvSource({"2, npy", "3, npy", "8, npy", "2, parquet", "3, parquet", "3, safetensors", "2, csv", "2, jsonl"})
    void theFileIsTheSameByteByByte(int processes, String format) throws Exception {
        export(1, "alone." + format);
        ExportResult result = export(processes, "together." + format);

        assertSameFiles("alone." + format, "together." + format);
        assertThat(result.images()).isEqualTo(11);
        assertThat(folder.resolve("together." + format + ".part")).doesNotExist();
    }

    @Test
    void anUnreadableImageOfAnotherProcessIsListedAsInOneProcess() throws Exception {
        Files.writeString(images.resolve("deep/p1.png"), "no image"); // the third: in the first batch of process 1
        Files.writeString(images.resolve("deep/p8.png"), "no image");
        ExportResult alone = export(1, "alone.npy");
        ExportResult together = export(2, "together.npy");

        assertSameFiles("alone.npy", "together.npy");
        assertSameFiles("alone.npy.skipped.jsonl", "together.npy.skipped.jsonl");
        assertThat(together.skipped()).isEqualTo(alone.skipped()).hasSize(2);
    }

    @Test
    void theLimitOnUnreadableImagesIsThatOfAllProcesses() throws Exception {
        for (int i = 1; i <= 4; i++) {
            Files.writeString(images.resolve("deep/p" + i + ".png"), "no image");
        }
        LoaderOptions few = BATCHES.withMaxUnreadableShare(0);
        Throwable alone = failure(start(1, "alone.npy", few).get(0));
        List<Future<Optional<ExportResult>>> together = start(2, "together.npy", few);

        assertThat(alone).isInstanceOf(TooManyUnreadableException.class);
        assertThat(failure(together.get(0)))
                .isInstanceOf(TooManyUnreadableException.class)
                .hasMessage(alone.getMessage());
        assertThat(failure(together.get(1)))
                .isInstanceOf(GroupException.class)
                .hasMessage("process 0 failed: " + alone.getMessage());
        assertThat(folder.resolve("together.npy")).doesNotExist();
    }

    private static Throwable failure(Future<?> result) throws InterruptedException {
        try {
            result.get();
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("it did not fail");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anExportThatStoppedContinuesWithAnyNumberOfProcesses(int later) throws Exception {
        export(1, "alone.npy");
        List<Future<Optional<ExportResult>>> stopped = ThreadGroups.start(
                2,
                group -> member(group, folder.resolve("parts.npy"), Set.of(), BATCHES, new EmbeddingListener() {
                    @Override
                    public void onFeatures(long index, float[] features) {}

                    @Override
                    public boolean isStopRequested() {
                        return group.rank() == 1;
                    }
                }));
        for (Future<?> process : stopped) {
            assertThat(failure(process)).isInstanceOf(InterruptedIOException.class);
        }
        assertThat(folder.resolve("parts.npy")).doesNotExist();

        ExportResult result = export(later, "parts.npy", Mode.RESUME);

        assertThat(result.added()).isEqualTo(7); // a batch of each process was complete
        assertSameFiles("alone.npy", "parts.npy");
    }

    @Test
    void whatWasFinishedStaysIfAProcessFails() throws Exception {
        export(1, "alone.npy");
        AtomicInteger calls = new AtomicInteger();
        List<Future<Optional<ExportResult>>> failed = ThreadGroups.start(
                2,
                group -> member(group, folder.resolve("parts.npy"), Set.of(), BATCHES, new EmbeddingListener() {
                    @Override
                    public void onFeatures(long index, float[] features) {}

                    @Override
                    public boolean isStopRequested() {
                        if (group.rank() == 1 && calls.incrementAndGet() == 2) {
                            throw new IllegalStateException("no memory");
                        }
                        return false;
                    }
                }));
        assertThat(failure(failed.get(0)))
                .isInstanceOf(GroupException.class)
                .hasMessage("process 1 failed: no memory; the finished batches are in " + folder.resolve("parts.npy")
                        + ".part, from which --resume continues");

        assertThat(export(1, "parts.npy", Mode.RESUME).added()).isEqualTo(7);
        assertSameFiles("alone.npy", "parts.npy");
    }

    @Test
    void aCompleteFileStaysAndNewImagesAreAppended() throws Exception {
        export(2, "f.npy");
        assertThat(export(2, "f.npy", Mode.RESUME).added()).isZero();
        writeImage("z.png", 3);
        assertThat(export(2, "f.npy", Mode.APPEND).added()).isEqualTo(1);
        export(1, "alone.npy", Mode.OVERWRITE);
        assertSameFiles("alone.npy", "f.npy");
    }

    @Test
    void otherImagesInAProcessAreRefused() throws Exception {
        List<Future<Optional<ExportResult>>> results = ThreadGroups.start(2, group -> {
            LoaderOptions options = group.isFirst() ? BATCHES : LoaderOptions.embedding(3);
            return member(group, folder.resolve("f.npy"), Set.of(), options, NO_LISTENER);
        });
        assertThatThrownBy(results.get(0)::get)
                .cause()
                .hasMessageStartingWith("--batch-size differs: 2 in process 0, 3 in process 1");
        assertThat(folder.resolve("f.npy.part")).doesNotExist();
    }
}
