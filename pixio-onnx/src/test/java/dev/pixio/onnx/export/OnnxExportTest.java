package dev.pixio.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.PositionEncoding;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.onnx.runtime.OnnxImageEncoder;
import dev.pixio.onnx.runtime.OnnxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxExportTest {

    private static final Map<String, String> PROVENANCE = Map.of("source", "test", "step", "12");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"32, 48, 4", "64, 64, 1", "16, 80, 3"})
    void onnxRuntimeReproducesTheOutputsAtAnySize(int height, int width, int classTokens) throws IOException {
        Encoder encoder = Encoders.small(classTokens);
        Path file = folder.resolve("model.onnx");
        ExportReport report = new OnnxExport(height, width, ExportOptions.defaults())
                .write(encoder, file, PROVENANCE, List.of(image(50, 40)));

        assertThat(report.difference().largest()).isPositive().isLessThan(1e-5);
        assertThat(report.bytes()).isEqualTo(Files.size(file));
        assertThat(names()).containsExactly("model.onnx");
        try (OnnxImageEncoder exported = OnnxImageEncoder.load(file)) {
            assertThat(exported.metadata()).isEqualTo(report.metadata());
            assertThat(exported.metadata().provenance()).isEqualTo(PROVENANCE);
            assertThat(exported.metadata().classTokens()).isEqualTo(classTokens);
            assertThat(exported.embed(image(20, 90))).hasSize(48);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, SWIGLU, 0", "4, GELU, 100", "0, SWIGLU, 50", "2, GELU, 0"})
    void encodersOfDinoAreReproduced(int registers, MlpKind mlp, double theta) throws IOException {
        PositionEncoding positions = theta == 0 ? PositionEncoding.ADDED : PositionEncoding.rotary(theta);
        Encoder encoder = Encoders.small(1, new EncoderOptions(registers, LayerScale.PER_CHANNEL, mlp, positions));
        Path file = folder.resolve("model.onnx");

        ExportReport report = new OnnxExport(64, 40, ExportOptions.defaults())
                .write(encoder, file, PROVENANCE, List.of(image(50, 40)));

        assertThat(report.difference().largest()).isPositive().isLessThan(1e-5);
        assertThat(report.metadata().classTokens()).isEqualTo(1);
        try (OnnxImageEncoder exported = OnnxImageEncoder.load(file)) {
            assertThat(exported.embed(image(20, 90))).hasSize(48);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ANTIALIASED, 0, FP32, 1e-5",
        "PLAIN, 0, FP32, 1e-5",
        "ANTIALIASED, 100, FP32, 1e-5",
        "ANTIALIASED, 0, FP16, 1e-1",
        "PLAIN, 100, FP16, 1e-1"
    })
    void withFreeSizesTheOutputsAreTheEncodersAtFiveSizes(
            PositionResize resize, double theta, ExportOptions.Numbers numbers, double tolerance) throws IOException {
        PositionEncoding positions = theta == 0 ? PositionEncoding.ADDED : PositionEncoding.rotary(theta);
        Encoder encoder = Encoders.small(2, new EncoderOptions(2, LayerScale.NONE, MlpKind.GELU, positions), resize);
        ExportOptions options =
                ExportOptions.defaults().withSizes(EncoderMetadata.Sizes.FREE).withNumbers(numbers);
        Path file = folder.resolve("model.onnx");

        ExportReport report = new OnnxExport(32, 48, options).write(encoder, file, PROVENANCE, List.of(image(50, 40)));

        assertThat(ExportCheck.otherSizes(report.metadata()))
                .doesNotHaveDuplicates()
                .hasSize(4);
        assertThat(report.difference().largest()).isPositive().isLessThan(tolerance);
        OnnxOptions larger = OnnxOptions.defaults().withImageSize(new ImageSize(72, 40));
        try (OnnxImageEncoder exported = OnnxImageEncoder.load(file, larger);
                RgbImage image = image(20, 90)) {
            assertThat(exported.metadata().patches()).isEqualTo(9 * 5);
            assertThat(exported.tokens(List.of(image)).patchTokens()).hasSize(9 * 5 * 48);
        }
        OnnxOptions odd = OnnxOptions.defaults().withImageSize(new ImageSize(36, 40));
        assertThatThrownBy(() -> OnnxImageEncoder.load(file, odd))
                .hasMessageContaining("36x40 is no multiple of the patch size 8");
    }

    @Test
    void aFileOfOneSizeRefusesAnother() throws IOException {
        Path file = folder.resolve("model.onnx");
        new OnnxExport(32, 48, ExportOptions.defaults()).write(Encoders.small(1), file, Map.of(), List.of());
        OnnxOptions other = OnnxOptions.defaults().withImageSize(new ImageSize(64, 48));
        assertThatThrownBy(() -> OnnxImageEncoder.load(file, other))
                .hasMessageContaining("32x48 pixels alone, not of 64x48; export it with --dynamic-size");
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 18, 19, 20})
    void olderOperatorSetsComputeTheSame(int opset) throws IOException {
        ExportOptions options = ExportOptions.defaults().withOpset(opset).withSizes(EncoderMetadata.Sizes.FREE);
        ExportReport report = new OnnxExport(32, 48, options)
                .write(Encoders.small(2), folder.resolve("model.onnx"), Map.of(), List.of());
        assertThat(report.opset()).isEqualTo(opset);
        assertThat(report.difference().largest()).isPositive().isLessThan(1e-5);
    }

    @Test
    void anOperatorSetThatIsNotWrittenIsRefused() {
        assertThatThrownBy(() -> ExportOptions.defaults().withOpset(16))
                .hasMessage("the opset must be 17 to 20, not 16");
    }

    @Test
    void linearLayersOfEightBitsAreAQuarterOfTheSizeWithASmallDifference() throws IOException {
        Encoder encoder = Encoders.small(4);
        ExportReport whole = exported(encoder, ExportOptions.defaults());
        ExportReport eight = exported(encoder, ExportOptions.defaults().withNumbers(ExportOptions.Numbers.INT8));
        assertThat(eight.bytes()).isLessThan((long) (0.6 * whole.bytes())); // the patch embedding stays in fp32
        assertThat(eight.difference().cosineDistance()).isBetween(1e-7, 1e-2);
    }

    @Test
    void anEarlierBlockCanBeExportedBeforeTheNorm() throws IOException {
        Encoder encoder = Encoders.small(4);
        ExportOptions options = ExportOptions.defaults().withBlock(1).withNorm(EncoderMetadata.Norm.BEFORE);
        Path file = folder.resolve("model.onnx");
        ExportReport report = new OnnxExport(32, 48, options).write(encoder, file, Map.of(), List.of());
        assertThat(report.difference().largest()).isPositive().isLessThan(1e-5);
        assertThat(report.metadata().block()).isEqualTo(1);
        assertThat(report.bytes())
                .isLessThan(exported(encoder, ExportOptions.defaults()).bytes());
    }

    @Test
    void halfPrecisionHalvesTheSizeWithASmallDifference() throws IOException {
        Encoder encoder = Encoders.small(4);
        ExportReport whole = exported(encoder, ExportOptions.defaults());
        ExportReport half = exported(encoder, ExportOptions.defaults().withNumbers(ExportOptions.Numbers.FP16));
        assertThat((double) half.bytes() / whole.bytes()).isBetween(0.45, 0.6);
        assertThat(half.difference().cosineDistance()).isBetween(1e-9, 1e-4);
        assertThat(half.difference().largest()).isGreaterThan(whole.difference().largest());
    }

    @Test
    void externalWeightsAreWrittenAndRemovedWhenTheGraphIsReplaced() throws IOException {
        Encoder encoder = Encoders.small(4);
        Path file = folder.resolve("model.onnx");
        ExportOptions external = ExportOptions.defaults().withWeights(ExportOptions.Weights.EXTERNAL);
        ExportReport report = new OnnxExport(32, 48, external).write(encoder, file, Map.of(), List.of());
        assertThat(names()).containsExactly("model.onnx", "model.onnx.data");
        assertThat(report.data()).contains(folder.resolve("model.onnx.data"));
        float[] features;
        try (OnnxImageEncoder exported = OnnxImageEncoder.load(file)) {
            features = exported.embed(image(30, 30));
        }

        ExportOptions replacing = ExportOptions.defaults().withExisting(ExportOptions.Existing.REPLACE);
        new OnnxExport(32, 48, replacing).write(encoder, file, Map.of(), List.of());
        assertThat(names()).containsExactly("model.onnx");
        try (OnnxImageEncoder exported = OnnxImageEncoder.load(file)) {
            assertThat(exported.embed(image(30, 30))).containsExactly(features);
        }
    }

    @Test
    void anExistingFileIsNotReplacedByDefault() throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), "mine");
        Encoder encoder = Encoders.small(1);
        OnnxExport export = OnnxExport.of(encoder);
        assertThatThrownBy(() -> export.write(encoder, file, Map.of(), List.of()))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("already exists");
        assertThat(file).hasContent("mine");
    }

    @ParameterizedTest
    @CsvSource({
        "FP16, 'the export failed: in half precision the cosine distance'",
        "FP32, 'the encoder: the model overflows, its features are NaN or infinite'"
    })
    void anExportWithWrongOutputsIsRefused(ExportOptions.Numbers numbers, String message) throws IOException {
        Encoder encoder = Encoders.small(1);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            encoder.finalNorm().bias().mul_(new Scalar(Double.NaN));
        }
        Path file = folder.resolve("model.onnx");
        Files.writeString(file, "previous");
        ExportOptions replacing =
                ExportOptions.defaults().withNumbers(numbers).withExisting(ExportOptions.Existing.REPLACE);
        assertThatThrownBy(() -> new OnnxExport(32, 48, replacing).write(encoder, file, Map.of(), List.of()))
                .isInstanceOf(ExportException.class)
                .hasMessageStartingWith(message);
        assertThat(names()).containsExactly("model.onnx");
        assertThat(file).hasContent("previous");
    }

    @Test
    void invalidExportsFailBeforeAnythingIsWritten() throws IOException {
        Encoder encoder = Encoders.small(1);
        Path file = folder.resolve("model.onnx");
        assertThatThrownBy(() ->
                        new OnnxExport(30, 48, ExportOptions.defaults()).write(encoder, file, Map.of(), List.of()))
                .hasMessageContaining("30 x 48 pixels cannot be cut into patches of 8");
        assertThatThrownBy(() -> new OnnxExport(32, 48, ExportOptions.defaults().withBlock(3))
                        .write(encoder, file, Map.of(), List.of()))
                .hasMessage("there is no block 3; the encoder has 1 to 2");
        assertThat(names()).isEmpty();
        Path photo = Files.writeString(folder.resolve("photo.jpg"), "photo");
        Path inFile = photo.resolve("model.onnx");
        assertThatThrownBy(() -> OnnxExport.of(encoder).write(encoder, inFile, Map.of(), List.of()))
                .hasMessage(inFile + ": " + photo + " is a file, not a folder");
        assertThat(names()).containsExactly("photo.jpg");
    }

    @Test
    void missingFoldersAreCreated() throws IOException {
        Encoder encoder = Encoders.small(1);
        Path file = folder.resolve("of/today/model.onnx");

        OnnxExport.of(encoder).write(encoder, file, Map.of(), List.of());

        assertThat(file).isRegularFile();
    }

    private ExportReport exported(Encoder encoder, ExportOptions options) throws IOException {
        Path file = Files.createTempDirectory(folder, "one").resolve("model.onnx");
        return new OnnxExport(32, 48, options).write(encoder, file, Map.of(), List.of());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static RgbImage image(int width, int height) throws IOException {
        return ImageDecoder.withDefaults().decode(TestImages.encode(TestImages.gradient(width, height), "png"));
    }
}
