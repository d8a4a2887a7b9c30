package dev.pixio.embed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.TooManyUnreadableException;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.Pooling;
import dev.pixio.embed.file.FeatureExport.Mode;
import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exports that end: the formats, more images, and what is refused. */
class FeatureExportTest extends ExportFixture {

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

    @Test
    void missingFoldersAreCreated() throws Exception {
        Path file = folder.resolve("features/of/today/f.npy");

        assertThat(export(file, NO_MODES, NO_LISTENER).images()).isEqualTo(11);
        assertThat(file).isRegularFile();
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
                    .hasMessage(file
                            + " is not a feature file of 'pixio embed': it is damaged: a checksum in it is not that of"
                            + " its bytes");
        }
    }
}
