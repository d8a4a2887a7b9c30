package dev.pixio.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.image.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The effect of decoding large JPEG files at reduced size on batches. */
@Timeout(60)
class JpegScalingTest {

    private static final Augmentation AUGMENTATION = Augmentation.pretraining(24, 32, 0.2, 1, 0.5);

    @TempDir
    private Path folder;

    @Test
    void scalingIsOffByDefault() {
        assertThat(LoaderOptions.training(4, 0).decoding().jpegScaling()).isEqualTo(JpegScaling.OFF);
        assertThat(LoaderOptions.evaluation(4, 0).decoding().jpegScaling()).isEqualTo(JpegScaling.OFF);
    }

    /** The colours of the gradient encode the position of a pixel: another crop or flip would differ by tens of levels. */
    @Test
    void cropsAndFlipsAreTheSame() throws Exception {
        write(8, "jpg");
        List<byte[]> whole = batches(JpegScaling.OFF, 1);
        List<byte[]> scaled = batches(JpegScaling.ON, 1);
        assertThat(scaled).hasSameSizeAs(whole);
        int different = 0;
        for (int batch = 0; batch < whole.size(); batch++) {
            for (int i = 0; i < whole.get(batch).length; i++) {
                int difference =
                        Math.abs(Byte.toUnsignedInt(whole.get(batch)[i]) - Byte.toUnsignedInt(scaled.get(batch)[i]));
                assertThat(difference).as("batch %d at %d", batch, i).isLessThan(12);
                different += difference == 0 ? 0 : 1;
            }
        }
        assertThat(different)
                .as("values that differ because files were decoded at reduced size")
                .isPositive();
    }

    @Test
    void batchesDoNotDependOnTheNumberOfThreads() throws Exception {
        write(8, "jpg");
        assertThat(batches(JpegScaling.ON, 3).toArray())
                .isEqualTo(batches(JpegScaling.ON, 1).toArray());
    }

    @Test
    void otherFormatsAreBitEqual() throws Exception {
        write(8, "png");
        assertThat(batches(JpegScaling.ON, 2).toArray())
                .isEqualTo(batches(JpegScaling.OFF, 2).toArray());
    }

    @Test
    void unreadableImagesAreReplacedInTheSameWay() throws Exception {
        write(30, "jpg");
        Path truncated = folder.resolve("image4.jpg");
        byte[] file = Files.readAllBytes(truncated);
        Files.write(truncated, Arrays.copyOf(file, file.length / 2));
        assertThat(skipped(JpegScaling.ON))
                .containsExactly(new SkippedImage(4, "image4.jpg", "truncated JPEG"))
                .isEqualTo(skipped(JpegScaling.OFF));
    }

    private void write(int count, String format) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.write(
                    folder.resolve("image" + i + "." + format),
                    TestImages.encode(TestImages.gradient(250 - i, 190 + i), format));
        }
    }

    private List<byte[]> batches(JpegScaling scaling, int threads) throws Exception {
        List<byte[]> batches = new ArrayList<>();
        LoaderOptions options =
                LoaderOptions.training(4, 2).withThreads(threads).withJpegScaling(scaling);
        try (BatchLoader loader = BatchLoader.of(FolderSource.of(folder), AUGMENTATION, options)) {
            for (int i = 0; i < 6; i++) {
                try (Batch batch = loader.next()) {
                    byte[] bytes = new byte[(int) batch.images().numel()];
                    new BytePointer(batch.images().data_ptr()).get(bytes);
                    batches.add(bytes);
                }
            }
        }
        return batches;
    }

    private List<SkippedImage> skipped(JpegScaling scaling) throws Exception {
        LoaderOptions options = LoaderOptions.training(10, 2).withJpegScaling(scaling);
        try (BatchLoader loader = BatchLoader.of(FolderSource.of(folder), AUGMENTATION, options)) {
            for (int i = 0; i < 3; i++) {
                loader.next().close();
            }
            return loader.unreadable().listed();
        }
    }
}
