package dev.pixio.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.image.TestImages.Scans;
import dev.pixio.torch.RandomStream;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares views of images decoded at reduced size with those of the full-size image. */
class ReducedViewTest {

    private static final int SHAPES = 40;

    /** Sides that no factor divides, so that the reduced image extends beyond the edges. */
    private static final BufferedImage SCENE = scene(1021).getSubimage(0, 0, 1021, 939);

    private static final int CROPS = 12;

    private final ImageDecoder decoder = ImageDecoder.withDefaults();

    @ParameterizedTest
    @CsvSource({"256, 2", "140, 4", "70, 8"})
    void viewIsCloseToThatOfTheFullSizeImage(int size, int factor) throws IOException {
        byte[] file = TestImages.jpeg(new IIOImage(SCENE, null, null), Scans.ONE);
        assertClose(file, Augmentation.pretraining(size, size, 0.7, 1, 0.5), factor);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void viewIsCloseToThatOfTheUprightImage(int orientation) throws IOException {
        byte[] file = TestImages.jpeg(new IIOImage(SCENE, null, null), Scans.ONE);
        assertClose(TestImages.withOrientation(file, orientation), Augmentation.pretraining(70, 60, 0.7, 1, 0), 8);
    }

    @Test
    void variantsOfJpegAreReduced() throws IOException {
        Augmentation augmentation = Augmentation.pretraining(140, 140, 0.7, 1, 0.5);
        assertClose(TestImages.jpeg(new IIOImage(SCENE, null, null), Scans.PROGRESSIVE), augmentation, 4);
        BufferedImage grey = new BufferedImage(SCENE.getWidth(), SCENE.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        grey.createGraphics().drawImage(SCENE, 0, 0, null);
        assertClose(TestImages.jpeg(new IIOImage(grey, null, null), Scans.ONE), augmentation, 4);
        BufferedImage fourChannels =
                new BufferedImage(SCENE.getWidth(), SCENE.getHeight(), BufferedImage.TYPE_4BYTE_ABGR);
        fourChannels.createGraphics().drawImage(SCENE, 0, 0, null);
        assertClose(TestImages.jpeg(new IIOImage(fourChannels.getRaster(), null, null), Scans.ONE), augmentation, 4);
    }

    /** Evaluation must be comparable with other programs, so it decodes at full size. */
    @Test
    void deterministicViewsAcceptNoReduction() {
        Reduction huge = new Reduction(2, 8000, 8000, 0, 0);
        for (Augmentation exact : List.of(Augmentation.evaluation(256, 224), Augmentation.centreCrop(256, 256))) {
            assertThat(exact.accepts(huge, RandomStream.of(0, "augment"))).isFalse();
        }
        assertThat(Augmentation.pretraining(256, 256, 1, 1, 0).accepts(huge, RandomStream.of(0, "augment")))
                .isTrue();
    }

    @Test
    void imagesThatAreNotMuchLargerAreDecodedAtFullSize() throws IOException {
        byte[] file = TestImages.jpeg(new IIOImage(SCENE, null, null), Scans.ONE);
        Augmentation augmentation = Augmentation.pretraining(400, 400, 0.2, 1, 0);
        try (RgbImage image = decode(file, augmentation, 0)) {
            assertThat(image.reduction()).isEqualTo(Reduction.none(1021, 939));
        }
    }

    /** At least 44 dB, an error of 1.6 grey levels; a shift by 3/8 of a pixel gives less. */
    private void assertClose(byte[] file, Augmentation augmentation, int factor) throws IOException {
        int reduced = 0;
        for (int crop = 0; crop < CROPS; crop++) {
            try (PointerScope scope = new PointerScope();
                    RgbImage whole = decoder.decode(file);
                    RgbImage smaller = decode(file, augmentation, crop)) {
                assertThat(smaller.reduction().width()).isEqualTo(whole.width());
                assertThat(smaller.reduction().height()).isEqualTo(whole.height());
                reduced += smaller.reduction().factor() == factor ? 1 : 0;
                double decibel = decibel(view(whole, augmentation, crop), view(smaller, augmentation, crop));
                assertThat(decibel).as("crop %d", crop).isGreaterThan(44);
            }
        }
        assertThat(reduced).as("number of crops decoded at 1/%d", factor).isGreaterThan(CROPS / 2);
    }

    private RgbImage decode(byte[] file, Augmentation augmentation, int crop) throws IOException {
        return decoder.decode(file, reduction -> augmentation.accepts(reduction, RandomStream.of(3, "augment", crop)));
    }

    private static Tensor view(RgbImage image, Augmentation augmentation, int crop) {
        Tensor out = ResizeTest.image(augmentation.height(), augmentation.width());
        augmentation.apply(image, RandomStream.of(3, "augment", crop), out);
        return out;
    }

    private static double decibel(Tensor one, Tensor other) {
        double error = one.to(ScalarType.Float)
                .sub(other.to(ScalarType.Float))
                .pow(new Scalar(2.0))
                .mean()
                .item_double();
        return 10 * Math.log10(255 * 255 / Math.max(error, 1e-6));
    }

    /** Smooth gradients, straight and curved edges at many angles, and lines of one to four pixels, as in photographs. */
    private static BufferedImage scene(int size) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setPaint(new GradientPaint(0, 0, new Color(0x4A90D9), size / 3f, size, new Color(0x6B7F5A)));
        graphics.fillRect(0, 0, size, size);
        Random random = new Random(7);
        for (int i = 0; i < SHAPES; i++) {
            double x = random.nextDouble(size);
            double y = random.nextDouble(size);
            double radius = size * random.nextDouble(0.02, 0.16);
            graphics.rotate(random.nextDouble(Math.PI), x, y);
            graphics.setPaint(new GradientPaint(
                    (float) x,
                    (float) y,
                    new Color(random.nextInt(0x1000000)),
                    (float) (x + radius),
                    (float) (y + radius),
                    new Color(random.nextInt(0x1000000))));
            graphics.setStroke(new BasicStroke(random.nextFloat(1, 4)));
            switch (i % 3) {
                case 0 -> graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, radius));
                case 1 -> graphics.fill(new Rectangle2D.Double(x - radius, y - radius, radius, 2 * radius));
                default -> graphics.draw(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
            }
            graphics.setTransform(new AffineTransform());
        }
        return image;
    }
}
