package dev.pixio.embed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.data.IndexedSource;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.TinyEncoder;
import dev.pixio.embed.file.FeatureExport.Mode;
import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports that fail, are interrupted or are repeated. */
class UnfinishedExportTest extends ExportFixture {

    private static final EmbeddingListener STOPS_AFTER_TWO_BATCHES = new EmbeddingListener() {
        @Override
        public void onFeatures(long index, float[] features) {}

        @Override
        public void onBatch(long seen, long total) throws IOException {
            assertThat(total).isEqualTo(11);
            if (seen == 8) {
                throw new IOException("stopped");
            }
        }
    };

    /** Weights of which those with a prefix are multiplied. */
    private Path scaled(String prefix, double factor) throws IOException {
        Path scaled = folder.resolve("scaled.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>(Tensors.state(TinyEncoder.model()));
            tensors.replaceAll(
                    (name, tensor) -> name.startsWith(prefix) ? tensor.detach().mul(new Scalar(factor)) : tensor);
            Safetensors.write(scaled, tensors, ModelFile.metadata(TinyEncoder.CONFIG, Map.of()));
        }
        return scaled;
    }

    /** Without a finished batch there is nothing to resume, and the next export needs no option. */
    @Test
    void featuresThatAreNotFiniteLeaveNoFile() throws Exception {
        Path file = folder.resolve("f.npy");
        Path huge = scaled("encoder.blocks.0.", 1e30);
        try (ImageEncoder overflowing =
                ImageEncoder.load(huge, EncoderSettings.defaults().withPrecision("fp32"))) {
            assertThatThrownBy(() -> new FeatureExport(file, FeatureNumber.FP32, NO_MODES)
                            .run(overflowing, FolderSource.of(images), options(), "test", NO_LISTENER))
                    .isInstanceOf(NonFiniteFeaturesException.class)
                    .hasMessageStartingWith("the features of deep/p0.png are not finite");
        }

        assertThat(file).doesNotExist();
        assertThat(folder.resolve("f.npy.part")).doesNotExist();
        assertThat(export(file, NO_MODES, NO_LISTENER).images()).isEqualTo(11);
    }

    @Test
    void aFeatureThatIsTooLargeForFp16LeavesNoFile() throws Exception {
        Path file = folder.resolve("f.npy");
        Path large = scaled("encoder.norm.", 1e6);
        try (ImageEncoder overflowing =
                ImageEncoder.load(large, EncoderSettings.defaults().withPrecision("fp32"))) {
            assertThatThrownBy(() -> new FeatureExport(file, FeatureNumber.FP16, NO_MODES)
                            .run(overflowing, FolderSource.of(images), options(), "test", NO_LISTENER))
                    .hasMessageContaining("is too large for fp16: use fp32");
            assertThat(folder.resolve("f.npy.part")).doesNotExist();
            assertThat(new FeatureExport(file, FeatureNumber.FP32, NO_MODES)
                            .run(overflowing, FolderSource.of(images), options(), "test", NO_LISTENER)
                            .images())
                    .isEqualTo(11);
        }
    }

    /** A process that ended before it wrote the header left it. */
    @Test
    void anEmptyLogIsNoUnfinishedExport() throws Exception {
        Files.createFile(folder.resolve("f.npy.part"));

        assertThat(export(folder.resolve("f.npy"), NO_MODES, NO_LISTENER).images())
                .isEqualTo(11);
        assertThat(folder.resolve("f.npy.part")).doesNotExist();
    }

    /** The log is truncated between batches, within one, and within the header of a frame. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 100, 500, 700})
    void anInterruptedExportResumes(int cut) throws Exception {
        Path whole = folder.resolve("whole.npy");
        export(whole, NO_MODES, NO_LISTENER);
        Path file = folder.resolve("features.npy");
        interruptAfterTwoBatches(file);
        assertThat(file).doesNotExist();
        Path part = folder.resolve("features.npy.part");
        try (FileChannel log = FileChannel.open(part, StandardOpenOption.WRITE)) {
            log.truncate(log.size() - cut);
        }

        ExportResult result = export(file, Set.of(Mode.RESUME), NO_LISTENER);

        assertThat(result.added()).isEqualTo(cut == 0 ? 3 : cut <= 600 ? 7 : 11);
        assertThat(file).hasSameBinaryContentAs(whole);
        assertThat(part).doesNotExist();
    }

    /** Eleven images, of which the second and the tenth have one name, as samples of an archive may. */
    private record Renamed(ImageSource underlying) implements IndexedSource {

        @Override
        public long underlyingIndex(long index) {
            return index;
        }

        @Override
        public String name(long index) {
            return index == 9 ? name(1) : underlying.name(index);
        }

        @Override
        public long size() {
            return underlying.size();
        }

        @Override
        public String description() {
            return underlying.description();
        }
    }

    @Test
    void anImageOfTheNameOfAFinishedOneIsNotLeftOut() throws Exception {
        Path whole = folder.resolve("whole.npy");
        Path file = folder.resolve("features.npy");
        try (FolderSource source = FolderSource.of(images)) {
            ImageSource renamed = new Renamed(source);
            new FeatureExport(whole, FeatureNumber.FP32, NO_MODES)
                    .run(encoder, renamed, options(), "test", NO_LISTENER);
            assertThatThrownBy(() -> new FeatureExport(file, FeatureNumber.FP32, NO_MODES)
                            .run(encoder, renamed, options(), "test", STOPS_AFTER_TWO_BATCHES))
                    .hasMessage("stopped");

            new FeatureExport(file, FeatureNumber.FP32, Set.of(Mode.RESUME))
                    .run(encoder, renamed, options(), "test", NO_LISTENER);
        }
        assertThat(file).hasSameBinaryContentAs(whole);
    }

    @Test
    void zerosAtTheEndFromAPowerFailureAreCutOff() throws Exception {
        Path file = folder.resolve("features.npy");
        interruptAfterTwoBatches(file);
        Files.write(folder.resolve("features.npy.part"), new byte[4096], StandardOpenOption.APPEND);

        assertThat(export(file, Set.of(Mode.RESUME), NO_LISTENER).added()).isEqualTo(3);
    }

    @Test
    void anUnfinishedExportIsNotContinuedWithOtherImages() throws Exception {
        Path file = folder.resolve("features.npy");
        interruptAfterTwoBatches(file);
        byte[] part = Files.readAllBytes(folder.resolve("features.npy.part"));
        FolderSource other = FolderSource.of(otherImages());

        assertThatThrownBy(() -> export(file, other, Mode.RESUME))
                .isInstanceOf(FeatureFileException.class)
                .hasMessageStartingWith(file + ".part is an unfinished export of other images: name its --data");
        assertThat(folder.resolve("features.npy.part")).hasBinaryContent(part);
        assertThat(export(file, other, Mode.RESUME, Mode.APPEND).images()).isEqualTo(9);
    }

    @Test
    void aCompleteFileWithoutTheImagesIsRefused() throws Exception {
        Path file = folder.resolve("features.npy");
        export(file, NO_MODES, NO_LISTENER);
        FolderSource other = FolderSource.of(otherImages());

        assertThatThrownBy(() -> export(file, other, Mode.RESUME))
                .isInstanceOf(FeatureFileException.class)
                .hasMessage(file + " is complete, and has no features of 1 of the " + other.description()
                        + ", the first of them other.png: add them with --append");
        assertThat(export(file, other, Mode.APPEND).added()).isEqualTo(1);
        assertThat(export(file, other, Mode.RESUME).images()).isEqualTo(12);
        assertThat(export(file, Set.of(Mode.RESUME), NO_LISTENER).images()).isEqualTo(12);
    }

    private Path otherImages() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.copy(images.resolve("deep/p0.png"), other.resolve("other.png"));
        return other;
    }

    /** As on a full disk: the next export needs no option. */
    @Test
    void aFailureBeforeTheFirstBatchLeavesNoFile() throws Exception {
        Path file = folder.resolve("f.npy");
        EmbeddingListener full = (index, features) -> {
            throw new FileSystemException("f.npy", null, "No space left on device");
        };

        assertThatThrownBy(() -> export(file, NO_MODES, full)).hasMessage("f.npy: No space left on device");
        assertThat(folder.resolve("f.npy.part")).doesNotExist();
        assertThat(export(file, NO_MODES, NO_LISTENER).images()).isEqualTo(11);
    }

    @Test
    void existingFilesAreNotChangedWithoutAMode() throws Exception {
        Path file = folder.resolve("features.csv");
        interruptAfterTwoBatches(file);
        assertThatThrownBy(() -> export(file, NO_MODES, NO_LISTENER))
                .isInstanceOf(FeatureFileException.class)
                .hasMessageContaining("--resume");
        assertThat(export(file, Set.of(Mode.OVERWRITE), NO_LISTENER).added()).isEqualTo(11);
        byte[] bytes = Files.readAllBytes(file);
        assertThatThrownBy(() -> export(file, NO_MODES, NO_LISTENER))
                .isInstanceOf(FeatureFileException.class)
                .hasMessageContaining("--append");

        ExportResult again = export(file, Set.of(Mode.RESUME), NO_LISTENER);

        assertThat(again.added()).isZero();
        assertThat(again.images()).isEqualTo(11);
        assertThat(file).hasBinaryContent(bytes);
    }

    @Test
    void aSecondWriterOfTheSameFileIsRefused() throws Exception {
        Path part = folder.resolve("features.npy.part");
        FeatureHeader header = new FeatureHeader(encoder.origin(), "fp32", "test", Optional.empty());
        try (FeatureLog log = FeatureLog.create(part, header)) {
            assertThat(log.rows()).isZero();
            assertThatThrownBy(() -> export(folder.resolve("features.npy"), Set.of(Mode.RESUME), NO_LISTENER))
                    .hasMessageContaining("is being written by another");
        }
    }

    private void interruptAfterTwoBatches(Path file) {
        assertThatThrownBy(() -> export(file, NO_MODES, STOPS_AFTER_TWO_BATCHES))
                .hasMessage("stopped");
    }
}
