package dev.pixio.embed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.TooManyUnreadableException;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.Pooling;
import dev.pixio.embed.TinyEncoder;
import dev.pixio.embed.file.FeatureExport.Mode;
import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.image.TestImages;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureExportTest {

    private static final EmbeddingListener NO_LISTENER = (index, features) -> {};
    private static final Set<Mode> NO_MODES = Set.of();

    @TempDir
    private static Path models;

    private static Path weights;
    private static ImageEncoder encoder;

    @TempDir
    private Path folder;

    private Path images;

    @BeforeAll
    static void load() throws IOException {
        weights = models.resolve("tiny.safetensors");
        ModelFile.save(weights, TinyEncoder.model(), Map.of());
        encoder = ImageEncoder.load(weights, EncoderSettings.defaults().withPrecision("fp32"));
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @BeforeEach
    void writeImages() throws IOException {
        images = Files.createDirectories(folder.resolve("images/deep"));
        for (int i = 0; i < 10; i++) {
            writeImage("p" + i + ".png", i);
        }
        images = folder.resolve("images");
        writeImage("odd, \"name\".png", 20);
    }

    private void writeImage(String name, int seed) throws IOException {
        Files.write(images.resolve(name), TestImages.encode(TestImages.gradient(40 + 5 * seed, 40), "png"));
    }

    private ExportResult export(Path file, Set<Mode> modes, EmbeddingListener listener) throws Exception {
        return new FeatureExport(file, FeatureNumber.FP32, modes)
                .run(encoder, FolderSource.of(images), options(), "test", listener);
    }

    private static LoaderOptions options() {
        return LoaderOptions.embedding(4).withThreads(2).withMaxUnreadableShare(0.5);
    }

    /** Without a finished batch there is nothing to resume, and the next export needs no option. */
    @Test
    void featuresThatAreNotFiniteLeaveNoFile() throws Exception {
        Path file = folder.resolve("f.npy");
        Path huge = folder.resolve("huge.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>(Tensors.state(TinyEncoder.model()));
            tensors.replaceAll((name, tensor) ->
                    name.startsWith("encoder.blocks.0.") ? tensor.detach().mul(new Scalar(1e30)) : tensor);
            Safetensors.write(huge, tensors, ModelFile.metadata(TinyEncoder.CONFIG, Map.of()));
        }
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
        Path large = folder.resolve("large.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>(Tensors.state(TinyEncoder.model()));
            tensors.replaceAll((name, tensor) ->
                    name.startsWith("encoder.norm.") ? tensor.detach().mul(new Scalar(1e6)) : tensor);
            Safetensors.write(large, tensors, ModelFile.metadata(TinyEncoder.CONFIG, Map.of()));
        }
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

    private static Map<String, List<Float>> read(Path file) throws IOException {
        FeatureFormat.FeatureFile format = FeatureFormat.of(file).file();
        FeatureHeader header = format.header(file);
        Map<String, List<Float>> rows = new LinkedHashMap<>();
        format.read(file, header, (name, row) -> {
            List<Float> values = new ArrayList<>();
            while (row.hasRemaining()) {
                values.add(header.number().get(row));
            }
            rows.put(name, values);
        });
        return rows;
    }

    private Map<String, List<Float>> expected() throws Exception {
        Map<String, List<Float>> rows = new LinkedHashMap<>();
        FolderSource source = FolderSource.of(images);
        encoder.embedAll(source, options(), (index, features) -> {
            List<Float> values = new ArrayList<>();
            for (float value : features) {
                values.add(value);
            }
            rows.put(source.name(index), values);
        });
        return rows;
    }

    @ParameterizedTest
    @EnumSource(FeatureFormat.class)
    void eachFormatStoresTheFeaturesOfTheEncoder(FeatureFormat format) throws Exception {
        Path file = file(format);

        ExportResult result = export(file, NO_MODES, NO_LISTENER);

        assertThat(result.images()).isEqualTo(11);
        assertThat(read(file)).isEqualTo(expected()).containsKeys("odd, \"name\".png", "deep/p3.png");
        FeatureHeader header = format.file().header(file);
        assertThat(header.origin()).isEqualTo(encoder.origin());
        assertThat(files()).noneMatch(name -> name.endsWith(".part") || name.endsWith(".new"));
    }

    private Path file(FeatureFormat format) {
        return folder.resolve("features"
                + switch (format) {
                    case PARQUET -> ".parquet";
                    case NPY -> ".npy";
                    case SAFETENSORS -> ".safetensors";
                    case CSV -> ".csv";
                    case JSON_LINES -> ".jsonl";
                });
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @EnumSource(FeatureFormat.class)
    void anAppendAddsNewImages(FeatureFormat format) throws Exception {
        Path file = file(format);
        export(file, NO_MODES, NO_LISTENER);
        Map<String, List<Float>> before = read(file);
        writeImage("a-new.png", 31);
        writeImage("z-new.png", 32);

        ExportResult result = export(file, Set.of(Mode.APPEND), NO_LISTENER);

        assertThat(result.added()).isEqualTo(2);
        Map<String, List<Float>> after = read(file);
        assertThat(after).hasSize(13).containsAllEntriesOf(before);
        assertThat(List.copyOf(after.keySet()).subList(0, 11)).containsExactlyElementsOf(before.keySet());
        assertThat(after.get("z-new.png")).hasSize(32).isNotEqualTo(after.get("a-new.png"));

        byte[] bytes = Files.readAllBytes(file);
        assertThat(export(file, Set.of(Mode.APPEND), NO_LISTENER).added()).isZero();
        assertThat(file).hasBinaryContent(bytes);
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

    @Test
    void zerosAtTheEndFromAPowerFailureAreCutOff() throws Exception {
        Path file = folder.resolve("features.npy");
        interruptAfterTwoBatches(file);
        Files.write(folder.resolve("features.npy.part"), new byte[4096], StandardOpenOption.APPEND);

        assertThat(export(file, Set.of(Mode.RESUME), NO_LISTENER).added()).isEqualTo(3);
    }

    private void interruptAfterTwoBatches(Path file) {
        EmbeddingListener stop = new EmbeddingListener() {
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
        assertThatThrownBy(() -> export(file, NO_MODES, stop)).hasMessage("stopped");
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

    private static ExportResult export(Path file, FolderSource source, Mode... modes) throws Exception {
        return new FeatureExport(file, FeatureNumber.FP32, Set.of(modes))
                .run(encoder, source, options(), "test", NO_LISTENER);
    }

    @Test
    void missingFoldersAreCreated() throws Exception {
        Path file = folder.resolve("features/of/today/f.npy");

        assertThat(export(file, NO_MODES, NO_LISTENER).images()).isEqualTo(11);
        assertThat(file).isRegularFile();
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
    void featuresOfOtherSettingsAreNotAppended() throws Exception {
        Path file = folder.resolve("features.safetensors");
        export(file, NO_MODES, NO_LISTENER);
        byte[] bytes = Files.readAllBytes(file);
        EncoderSettings other = EncoderSettings.defaults().withPrecision("fp32").withPooling(Pooling.PATCH_MEAN);
        try (ImageEncoder patches = ImageEncoder.load(weights, other)) {
            FeatureExport append = new FeatureExport(file, FeatureNumber.FP32, Set.of(Mode.APPEND));

            assertThatThrownBy(() -> append.run(patches, FolderSource.of(images), options(), "test", NO_LISTENER))
                    .isInstanceOf(FeatureFileException.class)
                    .hasMessageContaining("pooling is class-mean, not patch-mean");
        }
        assertThat(file).hasBinaryContent(bytes);
    }

    @Test
    void unreadableImagesAreListedAndRetriedByAnAppend() throws Exception {
        Files.writeString(images.resolve("unreadable.jpg"), "no image");
        Path file = folder.resolve("features.jsonl");
        FeatureExport export = new FeatureExport(file, FeatureNumber.FP32, NO_MODES);

        ExportResult result = export.run(encoder, FolderSource.of(images), options(), "test", NO_LISTENER);

        assertThat(result.images()).isEqualTo(11);
        assertThat(result.skipped()).extracting(SkippedImage::name).containsExactly("unreadable.jpg");
        assertThat(export.skippedFile()).content().contains("{\"path\":\"unreadable.jpg\",\"reason\":\"not an image");
        writeImage("unreadable.jpg", 3);
        assertThat(export(file, Set.of(Mode.APPEND), NO_LISTENER).added()).isEqualTo(1);
        assertThat(export.skippedFile()).doesNotExist();
    }

    @Test
    void theLimitOfUnreadableImagesIsAShareOfTheWholeSource() throws Exception {
        for (int i = 0; i < 9; i++) {
            writeImage("more" + i + ".png", i);
        }
        Files.writeString(images.resolve("a1.jpg"), "not an image, and the first in its folder");
        Files.writeString(images.resolve("a2.jpg"), "no image");
        Path file = folder.resolve("features.npy");
        LoaderOptions tenth = options().withMaxUnreadableShare(0.1);
        FolderSource source = FolderSource.of(images);

        assertThat(new FeatureExport(file, FeatureNumber.FP32, NO_MODES)
                        .run(encoder, source, tenth, "test", NO_LISTENER)
                        .images())
                .isEqualTo(20);
        FeatureExport append = new FeatureExport(file, FeatureNumber.FP32, Set.of(Mode.APPEND));
        ExportResult again = append.run(encoder, source, tenth, "test", NO_LISTENER);
        assertThat(again.added()).isZero();
        assertThat(again.skipped()).hasSize(2);

        assertThatThrownBy(() -> append.run(encoder, source, options().withMaxUnreadableShare(0), "test", NO_LISTENER))
                .isInstanceOf(TooManyUnreadableException.class)
                .hasMessageStartingWith("1 of 22 images could not be read (limit 0 %), first: a1.jpg");
        assertThat(folder.resolve("features.npy.part")).doesNotExist();
    }

    @Test
    void fp16TakesHalfTheSpace() throws Exception {
        Path file = folder.resolve("features.npy");
        new FeatureExport(file, FeatureNumber.FP16, NO_MODES)
                .run(encoder, FolderSource.of(images), options(), "test", NO_LISTENER);

        assertThat(Files.size(file)).isEqualTo(128 + 11 * 32 * 2);
        assertThatThrownBy(() -> new FeatureExport(folder.resolve("f.csv"), FeatureNumber.FP16, NO_MODES))
                .hasMessageContaining("fp16");
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

    @ParameterizedTest
    @EnumSource(FeatureFormat.class)
    void otherFilesAreRefused(FeatureFormat format) throws Exception {
        Path file = file(format);
        Files.writeString(file, "text that is long enough to have a footer");

        assertThatThrownBy(() -> export(file, Set.of(Mode.APPEND), NO_LISTENER))
                .isInstanceOf(FeatureFileException.class)
                .hasMessageContaining("is not a feature file of 'pixio embed'");
    }

    @Test
    void unknownExtensionsAreRefused() {
        assertThatThrownBy(() -> FeatureFormat.of(Path.of("a/features.hdf5")))
                .hasMessageContaining(".parquet, .npy, .safetensors, .csv, .jsonl")
                .hasMessageContaining("features.hdf5");
    }

    @Test
    void pathsThatCannotBeWrittenAreRefusedAtOnce() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("there.npy"));

        assertThatThrownBy(() -> new FeatureExport(directory, FeatureNumber.FP32, NO_MODES))
                .hasMessageContaining("there.npy is a folder");
        assertThatThrownBy(() -> new FeatureExport(Path.of("/"), FeatureNumber.FP32, NO_MODES))
                .hasMessageContaining("/ is a folder");
        Path inFile = images.resolve("deep/p0.png/f.npy");
        assertThatThrownBy(() -> new FeatureExport(inFile, FeatureNumber.FP32, NO_MODES))
                .hasMessage(inFile + ": " + images.resolve("deep/p0.png") + " is a file, not a folder");
    }

    /** It would be another feature, or a size for which memory is allocated. */
    @Test
    void aFlippedBitInThePagesOfAParquetFileIsFound() throws Exception {
        Path file = folder.resolve("features.parquet");
        export(file, NO_MODES, NO_LISTENER);
        byte[] whole = Files.readAllBytes(file);
        for (int position : new int[] {whole.length / 4, whole.length / 3}) {
            byte[] damaged = whole.clone();
            damaged[position] ^= 4;
            Files.write(file, damaged);

            assertThatThrownBy(() -> export(file, Set.of(Mode.RESUME), NO_LISTENER))
                    .isInstanceOf(FeatureFileException.class)
                    .hasMessageStartingWith(file + " is not a feature file of 'pixio embed': it is damaged: ")
                    .hasMessageContaining("checksum");
        }
    }
}
