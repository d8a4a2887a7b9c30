package dev.pixio.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.onnx.runtime.OnnxImageEncoder;
import dev.pixio.onnx.runtime.OnnxModelException;
import dev.pixio.onnx.runtime.OnnxOptions;
import dev.pixio.onnx.runtime.OnnxTokens;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests pixio-onnx-runtime; in this module, because a model must be exported first. */
class OnnxImageEncoderTest {

    @TempDir
    private static Path exported;

    @TempDir
    private Path folder;

    private Path model = Path.of("");

    @BeforeAll
    static void export() throws IOException {
        ExportOptions external = ExportOptions.defaults().withWeights(ExportOptions.Weights.EXTERNAL);
        new OnnxExport(32, 48, external).write(Encoders.small(4), exported.resolve("model.onnx"), Map.of(), List.of());
    }

    @BeforeEach
    void copy() throws IOException {
        model = Files.copy(exported.resolve("model.onnx"), folder.resolve("model.onnx"));
        Files.copy(exported.resolve("model.onnx.data"), folder.resolve("model.onnx.data"));
    }

    @Test
    void filesBatchesAndTokensGiveTheSameFeatures() throws IOException {
        List<Path> files = List.of(image("a.png", 50, 40), image("b.jpeg", 31, 99), image("c.png", 48, 32));
        try (OnnxImageEncoder encoder =
                OnnxImageEncoder.load(model, OnnxOptions.defaults().withBatchSize(2))) {
            List<RgbImage> images = new ArrayList<>();
            for (Path file : files) {
                images.add(ImageDecoder.withDefaults().read(file));
            }
            List<float[]> batched = encoder.embed(images);
            OnnxTokens tokens = encoder.tokens(images);
            for (int i = 0; i < files.size(); i++) {
                float[] single = encoder.embed(files.get(i));
                assertThat(single).hasSize(encoder.dimension());
                for (int d = 0; d < single.length; d++) {
                    assertThat(batched.get(i)[d]).isCloseTo(single[d], within());
                    assertThat(tokens.pooled()[i * single.length + d]).isCloseTo(single[d], within());
                    float mean = 0;
                    for (int k = 0; k < 4; k++) {
                        mean += tokens.classTokens()[(i * 4 + k) * single.length + d] / 4;
                    }
                    assertThat(mean).isCloseTo(single[d], within());
                }
            }
            assertThat(batched.get(0)).isNotEqualTo(batched.get(1));
            assertThat(tokens.patchTokens()).hasSize(3 * 24 * 48);
            assertThat(encoder.embed(List.of())).isEmpty();
            images.forEach(RgbImage::close);
        }
    }

    @Test
    void tokensOfBatchesEqualThoseOfSingleImages() throws IOException {
        List<RgbImage> images = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            images.add(ImageDecoder.withDefaults().read(image(i + ".png", 40 + 9 * i, 90 - 7 * i)));
        }
        try (OnnxImageEncoder encoder =
                OnnxImageEncoder.load(model, OnnxOptions.defaults().withBatchSize(2))) {
            OnnxTokens all = encoder.tokens(images);
            for (int i = 0; i < images.size(); i++) {
                OnnxTokens single = encoder.tokens(List.of(images.get(i)));
                assertSlice(all.classTokens(), single.classTokens(), i);
                assertSlice(all.patchTokens(), single.patchTokens(), i);
                assertSlice(all.pooled(), single.pooled(), i);
            }
            OnnxTokens none = encoder.tokens(List.of());
            assertThat(none.classTokens()).isEmpty();
            assertThat(none.patchTokens()).isEmpty();
            assertThat(none.pooled()).isEmpty();
        }
        images.forEach(RgbImage::close);
    }

    private static void assertSlice(float[] all, float[] one, int index) {
        assertThat(all).hasSize(5 * one.length);
        for (int i = 0; i < one.length; i++) {
            assertThat(all[index * one.length + i]).isCloseTo(one[i], within());
        }
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.api.Assertions.within(1e-5f);
    }

    @Test
    void concurrentCallsGiveTheSameFeatures() throws Exception {
        Path file = image("a.png", 50, 40);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (OnnxImageEncoder encoder =
                OnnxImageEncoder.load(model, OnnxOptions.defaults().withThreads(1))) {
            float[] expected = encoder.embed(file);
            Callable<float[]> embedding = () -> encoder.embed(file);
            List<Future<float[]>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(threads.submit(embedding));
            }
            for (Future<float[]> each : all) {
                assertThat(each.get()).containsExactly(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Java's direct buffers are freed by the garbage collector alone, which does not run for native memory. */
    @Test
    void embeddingFilesLeavesNoDirectBuffers() throws IOException {
        Path file = image("a.png", 50, 40);
        try (OnnxImageEncoder encoder = OnnxImageEncoder.load(model)) {
            encoder.embed(file);
            long before = directBytes();
            for (int i = 0; i < 20; i++) {
                encoder.embed(file);
            }
            assertThat(directBytes() - before).isLessThan(4L * 3 * 32 * 48);
        }
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void aClosedEncoderRefusesCallsAndCanBeClosedAgain() throws IOException {
        Path file = image("a.png", 50, 40);
        OnnxImageEncoder encoder = OnnxImageEncoder.load(model);
        encoder.close();
        encoder.close();
        assertThatThrownBy(() -> encoder.embed(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the encoder is closed");
    }

    @Test
    void unreadableImagesAndWrongBufferSizesAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("page.jpg"), "<html>");
        try (OnnxImageEncoder encoder = OnnxImageEncoder.load(model)) {
            assertThatThrownBy(() -> encoder.embed(file)).isInstanceOf(ImageReadException.class);
            assertThatThrownBy(() -> encoder.tokens(FloatBuffer.allocate(7)))
                    .hasMessage("7 numbers are not whole images of 3 x 32 x 48");
        }
    }

    @Test
    void aMissingDataFileIsNamed() throws IOException {
        Files.delete(folder.resolve("model.onnx.data"));
        assertRefused(model, "its weights are missing: there is no file " + folder.resolve("model.onnx.data") + ",");
    }

    @Test
    void truncatedDataIsRefused() throws IOException {
        Path data = folder.resolve("model.onnx.data");
        byte[] whole = Files.readAllBytes(data);
        Files.write(data, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertRefused(model, "the file of its weights is too short");
    }

    @Test
    void filesThatAreNotModelsAreRefusedInOneLine() throws IOException {
        assertRefused(folder.resolve("nowhere.onnx"), "there is no file");
        assertRefused(folder, "is not a file");
        assertRefused(Files.writeString(folder.resolve("text.onnx"), "hello, I am text"), "it is not an ONNX model");
        assertRefused(Files.createFile(folder.resolve("empty.onnx")), "it is not an ONNX model");
        byte[] whole = Files.readAllBytes(model);
        Path half = Files.write(folder.resolve("half.onnx"), java.util.Arrays.copyOf(whole, whole.length / 2));
        assertRefused(half, "it is not an ONNX model");
    }

    @Test
    void anUnavailableProviderIsRefused() {
        assertThatThrownBy(() ->
                        OnnxImageEncoder.load(model, OnnxOptions.defaults().withProvider(OnnxOptions.Provider.CUDA)))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageContaining("this ONNX Runtime has no CUDA");
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> OnnxImageEncoder.load(file))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageContaining(reason)
                .message()
                .hasLineCount(1)
                .hasSizeLessThan(300);
    }

    private Path image(String name, int width, int height) throws IOException {
        String format = name.substring(name.indexOf('.') + 1);
        return Files.write(folder.resolve(name), TestImages.encode(TestImages.gradient(width, height), format));
    }
}
