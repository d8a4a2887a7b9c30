package example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.onnx.export.OnnxExport;
import dev.pixio.onnx.runtime.OnnxImageEncoder;
import dev.pixio.weights.ModelFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedWithDjlTest {

    /** 48 x 64 pixels in patches of 8, 3 blocks of width 64, 2 class tokens. */
    private static final PixioConfig TINY = new PixioConfig(
            new PatchGrid(48, 64, 3, 8),
            new EncoderConfig(64, 3, 2, 4, 2, 0),
            new DecoderConfig(16, 1, 1, 4),
            new MaskConfig(0.5, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    @TempDir
    private Path folder;

    @Test
    void featuresEqualThoseOfTheEncoder() throws Exception {
        Engine.getEngine("OnnxRuntime"); // a process has one environment of ONNX Runtime, and DJL wants to be the first
        Path weights = folder.resolve("model.safetensors");
        Path onnx = folder.resolve("encoder.onnx");
        Pixio untrained = new Pixio(TINY, 0);
        ModelFile.save(weights, untrained, Map.of());
        OnnxExport.of(untrained.encoder()).write(untrained.encoder(), onnx, Map.of(), List.of());
        Path sunrise = image("sunrise.png", 64, 48, Color.ORANGE, Color.BLUE);
        Path forest = image("forest.png", 64, 48, Color.GREEN, Color.DARK_GRAY);
        Path large = image("large.png", 300, 200, Color.ORANGE, Color.BLUE); // resized and cropped

        try (ZooModel<Path, float[]> model = EmbedWithDjl.criteria(onnx).loadModel();
                Predictor<Path, float[]> predictor = model.newPredictor();
                ImageEncoder encoder = ImageEncoder.load(weights, EncoderSettings.defaults().withPrecision("fp32"));
                OnnxImageEncoder withoutDjl = OnnxImageEncoder.load(onnx)) {
            List<float[]> features = predictor.batchPredict(List.of(sunrise, forest, large));

            assertArrayEquals(encoder.embed(sunrise), features.get(0), 1e-5f);
            assertArrayEquals(encoder.embed(forest), features.get(1), 1e-5f);
            // libtorch's filter differs from Pillow's in some pixels by one grey level.
            assertArrayEquals(withoutDjl.embed(large), features.get(2), 1e-5f);
            assertArrayEquals(encoder.embed(large), features.get(2), 1e-3f);
            assertTrue(distance(features.get(0), features.get(1)) > 0.01, "two images are the same to this encoder");
        }
    }

    private static double distance(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    /** A circle on a ground. */
    private Path image(String name, int width, int height, Color circle, Color ground) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(ground);
        drawing.fillRect(0, 0, width, height);
        drawing.setColor(circle);
        drawing.fillOval(width / 4, height / 4, width / 3, height / 3);
        drawing.dispose();
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
