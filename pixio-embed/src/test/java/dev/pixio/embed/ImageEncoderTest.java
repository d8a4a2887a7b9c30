package dev.pixio.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.augment.Augmentation;
import dev.pixio.augment.Normalize;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Features;
import dev.pixio.model.Pixio;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageEncoderTest {

    private static final EncoderSettings FP32 = EncoderSettings.defaults().withPrecision("fp32");

    @TempDir
    private static Path folder;

    private static Path weights;
    private static Path cat;
    private static Pixio model;

    @BeforeAll
    static void save() throws IOException {
        model = TinyEncoder.model();
        weights = folder.resolve("tiny.safetensors");
        ModelFile.save(weights, model, Map.of());
        cat = folder.resolve("cat.png");
        Files.write(cat, TestImages.encode(TestImages.gradient(70, 50), "png"));
    }

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void featuresEqualThoseOfTheEncoderOnTheFramedImage(Pooling pooling) throws IOException {
        EncoderSettings settings = FP32.withPooling(pooling)
                .withBlock(2)
                .withNorm(FinalNorm.BEFORE)
                .withFraming(Framing.letterbox(48, 64));
        try (PointerScope scope = new PointerScope();
                ImageEncoder encoder = ImageEncoder.load(weights, settings)) {
            Features tokens = model.encoder().features(framed(Framing.letterbox(48, 64)), 2, FinalNorm.BEFORE);

            float[] features = encoder.embed(cat);

            Tensor expected = switch (pooling) {
                case CLASS_MEAN -> tokens.classTokens().mean(1);
                case CLASS_CONCAT -> tokens.classTokens().flatten(1, 2);
                case PATCH_MEAN -> tokens.patchTokens().mean(1);
                case PATCHES -> tokens.patchTokens();
                case MAPS -> tokens.patchTokens().permute(0, 2, 1).view(1, 32, 6, 8);
            };
            assertThat(features).containsExactly(Tensors.toFloats(expected), within(1e-5f));
            assertThat(encoder.dimension()).isEqualTo(features.length);
            assertThat(encoder.shape()).isEqualTo(Tensors.shape(expected.squeeze(0)));
        }
    }

    @Test
    void weightsThatAreNotFiniteAreRefused() throws IOException {
        Path file = scaled("nan.safetensors", Double.NaN);

        assertThatThrownBy(() -> ImageEncoder.load(file, FP32))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("the weights are not finite: 'encoder.blocks.2.mlp.contract.bias' has 32 NaN");
    }

    @Test
    void featuresThatAreNotFiniteAreReportedWithTheirImage() throws Exception {
        Path file = scaled("huge.safetensors", Float.MAX_VALUE);
        EncoderSettings before = FP32.withNorm(FinalNorm.BEFORE).withPooling(Pooling.CLASS_MEAN);
        try (ImageEncoder encoder = ImageEncoder.load(file, before);
                RgbImage image = ImageDecoder.withDefaults().read(cat);
                SceneSource scenes = new SceneSource(3, 2, 40)) {
            assertThatThrownBy(() -> encoder.embed(cat))
                    .isInstanceOf(NonFiniteFeaturesException.class)
                    .hasMessageStartingWith("the features of " + cat + " are not finite: 32 NaN and 0 infinite of 32");
            assertThatThrownBy(() -> encoder.embed(List.of(image, image)))
                    .hasMessageStartingWith("the features of image 1 of 2 are not finite");
            assertThatThrownBy(() -> encoder.embedAll(scenes, LoaderOptions.embedding(2), (index, features) -> {}))
                    .isInstanceOf(NonFiniteFeaturesException.class)
                    .hasMessageStartingWith("the features of scene 0 are not finite");
        }
    }

    /** The model with biases of the last block replaced; the sum of two of the largest numbers is infinite. */
    private static Path scaled(String name, double value) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new HashMap<>(Tensors.state(model));
            tensors.computeIfPresent(
                    "encoder.blocks.2.mlp.contract.bias",
                    (key, bias) -> bias.detach().mul(new Scalar(0.0)).add(new Scalar(value)));
            tensors.computeIfPresent(
                    "encoder.blocks.2.attention.projection.bias",
                    (key, bias) -> bias.detach().mul(new Scalar(0.0)).add(new Scalar(Double.isNaN(value) ? 0 : value)));
            Path file = folder.resolve(name);
            Safetensors.write(file, tensors, ModelFile.metadata(TinyEncoder.CONFIG, Map.of()));
            return file;
        }
    }

    private static Tensor framed(Framing framing) throws IOException {
        Tensor pixels = Tensors.zeros(ScalarType.Byte, 1, 3, framing.height(), framing.width());
        try (RgbImage image = ImageDecoder.withDefaults().read(cat)) {
            Augmentation.framed(framing).apply(image, RandomStream.of(0, "none"), pixels.select(0, 0));
        }
        return Normalize.IMAGENET.apply(pixels);
    }

    @Test
    void concurrentCallsGiveTheSameFeatures() throws Exception {
        SceneSource scenes = new SceneSource(3, 24, 40);
        try (ImageEncoder encoder = ImageEncoder.load(weights, FP32)) {
            List<float[]> single = new ArrayList<>();
            for (long i = 0; i < scenes.size(); i++) {
                single.add(embed(encoder, scenes, i));
            }
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                List<Callable<float[]>> tasks = new ArrayList<>();
                for (int repeat = 0; repeat < 4; repeat++) {
                    for (long i = 0; i < scenes.size(); i++) {
                        long index = i;
                        tasks.add(() -> embed(encoder, scenes, index));
                    }
                }
                List<Future<float[]>> batched = threads.invokeAll(tasks);
                for (int i = 0; i < batched.size(); i++) {
                    assertThat(batched.get(i).get()).isEqualTo(single.get(i % single.size()));
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    private static float[] embed(ImageEncoder encoder, SceneSource scenes, long index) {
        try (RgbImage image = scenes.read(index)) {
            return encoder.embed(image);
        }
    }

    @Test
    void closingAScopeOfTheCallerDoesNotFreeTheEncoder() throws IOException {
        ImageEncoder encoder;
        float[] inside;
        try (PointerScope scope = new PointerScope()) {
            encoder = ImageEncoder.load(weights, FP32);
            inside = encoder.embed(cat);
        }
        try (encoder) {
            assertThat(encoder.embed(cat)).isEqualTo(inside);
        }
    }

    @Test
    void batchesGiveTheFeaturesOfSingleImages() throws Exception {
        SceneSource scenes = new SceneSource(3, 19, 40);
        List<RgbImage> images = new ArrayList<>();
        try (ImageEncoder encoder = ImageEncoder.load(weights, FP32)) {
            for (long i = 0; i < scenes.size(); i++) {
                images.add(scenes.read(i));
            }
            List<float[]> batched = encoder.embed(images);
            Map<Long, float[]> all = new HashMap<>();
            encoder.embedAll(scenes, LoaderOptions.embedding(7), all::put);

            assertThat(batched).hasSize(19);
            assertThat(all).hasSize(19);
            for (int i = 0; i < images.size(); i++) {
                float[] single = encoder.embed(images.get(i));
                assertThat(batched.get(i)).containsExactly(single, within(1e-5f));
                assertThat(all.get((long) i)).containsExactly(single, within(1e-5f));
            }
            assertThat(encoder.embed(List.of())).isEmpty();
        } finally {
            images.forEach(RgbImage::close);
        }
    }

    @Test
    void aClosedEncoderRefusesCalls() throws IOException {
        ImageEncoder encoder = ImageEncoder.load(weights, FP32);
        encoder.close();
        encoder.close();

        assertThatThrownBy(() -> encoder.embed(cat))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the encoder is closed");
    }

    @Test
    void aCloseWaitsForRunningCallsAndAListenerCannotClose() throws Exception {
        ImageEncoder encoder = ImageEncoder.load(weights, FP32);
        Thread closing = new Thread(encoder::close);
        List<Long> indices = new ArrayList<>();

        encoder.embedAll(new SceneSource(3, 40, 40), LoaderOptions.embedding(4), (index, features) -> {
            if (index == 0) {
                assertThatThrownBy(encoder::close).hasMessageContaining("from within a call");
                closing.start();
            }
            indices.add(index);
        });

        closing.join();
        assertThat(indices).hasSize(40);
        assertThatThrownBy(() -> encoder.embed(cat)).hasMessage("the encoder is closed");
    }

    @Test
    void sizesThatAreNoMultipleOfThePatchSizeAreRefused() {
        assertThatThrownBy(() -> ImageEncoder.load(weights, FP32.withImageSize(36, 32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("36 x 32")
                .hasMessageContaining("patches of 8");
        assertThatThrownBy(() -> ImageEncoder.load(weights, FP32.withBlock(4)))
                .hasMessage("there is no block 4; the encoder has 1 to 3");
    }

    @Test
    void filesThatAreNotImagesOrWeightsAreRefused() throws IOException {
        try (ImageEncoder encoder = ImageEncoder.load(weights, FP32)) {
            assertThatThrownBy(() -> encoder.embed(weights)).isInstanceOf(ImageReadException.class);
            assertThat(encoder.embed(cat)).hasSize(32);
        }
        assertThatThrownBy(() -> ImageEncoder.load(folder.resolve("nowhere.safetensors")))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("nowhere.safetensors");
    }

    @Test
    void theFolderOfARunIsAccepted() throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve("run/checkpoints/step-7"));
        Files.copy(weights, checkpoint.resolve("model.safetensors"));
        Files.writeString(folder.resolve("run/checkpoints/latest"), "step-7\n");
        try (ImageEncoder run = ImageEncoder.load(folder.resolve("run"), FP32);
                ImageEncoder file = ImageEncoder.load(weights, FP32)) {
            assertThat(run.embed(cat)).isEqualTo(file.embed(cat));
        }
    }

    @Test
    void originsDifferByWeightsAndSettings() throws IOException {
        Path copy = folder.resolve("copy.safetensors");
        Files.copy(weights, copy);
        Path other = folder.resolve("other.safetensors");
        ModelFile.save(other, new Pixio(TinyEncoder.CONFIG, 8), Map.of());
        FeatureOrigin origin = origin(weights, FP32);

        assertThat(origin.differences(origin(copy, FP32))).isEmpty();
        assertThat(origin.differences(origin(other, FP32)))
                .singleElement()
                .asString()
                .startsWith("the model's fingerprint is");
        assertThat(origin.differences(origin(weights, FP32.withBlock(2).withImageSize(64))))
                .containsExactly("block is 3, not 2", "image size is 32x32, not 64x64");
    }

    private static FeatureOrigin origin(Path file, EncoderSettings settings) throws IOException {
        try (ImageEncoder encoder = ImageEncoder.load(file, settings)) {
            return encoder.origin();
        }
    }
}
