package dev.pixio.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.RgbImage;
import dev.pixio.scene.render.RenderedScene;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneSourceTest {

    /** Recorded checksums: a change of any rendered bit would change the built-in data set. */
    @ParameterizedTest
    @CsvSource({"0, 0, 2200363266", "0, 1, 3001341238", "7, 123456, 1374091838"})
    void scenesAreBitEqualOnEveryMachine(long seed, long index, long checksum) {
        assertThat(checksum(new SceneSource(seed, 1_000_000, 96).render(index))).isEqualTo(checksum);
    }

    @Test
    void labelsMatchTheClasses() {
        SceneSource scenes = new SceneSource(4, 30, 32);
        assertThat(scenes.classes()).hasSize(10).startsWith("ball", "cube").endsWith("mug");
        for (long i = 0; i < scenes.size(); i++) {
            assertThat(scenes.classes().get(scenes.classOf(i)))
                    .isEqualTo(scenes.label(i).label());
        }
    }

    @Test
    void differentIndicesAndSeedsGiveDifferentImages() {
        SceneSource scenes = new SceneSource(3, 100, 32);
        List<Long> checksums = LongStream.range(0, 100)
                .mapToObj(index -> checksum(scenes.render(index)))
                .toList();
        assertThat(checksums).doesNotHaveDuplicates();
        assertThat(checksum(new SceneSource(4, 100, 32).render(0))).isNotEqualTo(checksums.get(0));
    }

    @Test
    void keptScenesAreThoseThatAreRendered() {
        SceneSource scenes = new SceneSource(6, 4, 32);
        SceneSource keeping = scenes.keeping(2 * 3 * 32 * 32); // two of the four

        for (int epoch = 0; epoch < 2; epoch++) {
            for (long i = 0; i < scenes.size(); i++) {
                assertThat(pixels(keeping, i)).as("scene " + i).isEqualTo(pixels(scenes, i));
            }
        }
        assertThat(keeping.fingerprint()).isEqualTo(scenes.fingerprint());
        assertThatThrownBy(() -> keeping.read(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> keeping.read(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static byte[] pixels(SceneSource scenes, long index) {
        try (RgbImage image = scenes.read(index)) {
            byte[] rgb = new byte[3 * image.width() * image.height()];
            image.data().get(rgb);
            return rgb;
        }
    }

    @Test
    void scenesDoNotDependOnThreads() {
        SceneSource scenes = new SceneSource(5, 64, 48);
        List<Long> serial = LongStream.range(0, 64)
                .mapToObj(index -> checksum(scenes.render(index)))
                .toList();
        List<Long> parallel = LongStream.range(0, 64)
                .parallel()
                .mapToObj(index -> checksum(scenes.render(index)))
                .toList();
        assertThat(parallel).isEqualTo(serial);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 100, 512})
    void arraysHaveTheRequestedSize(int size) {
        RenderedScene scene = new SceneSource(1, 10, size).render(2);
        assertThat(scene.size()).isEqualTo(size);
        assertThat(scene.rgb()).hasSize(3 * size * size);
        assertThat(scene.segmentation()).hasSize(size * size);
        assertThat(scene.depth()).hasSize(size * size);
    }

    @Test
    void imagesOfTheSourceAreTheRenderedScenes() {
        SceneSource scenes = new SceneSource(1, 10, 40);
        byte[] bytes = new byte[3 * 40 * 40];
        try (RgbImage image = scenes.read(9)) {
            assertThat(image.width()).isEqualTo(40);
            assertThat(image.height()).isEqualTo(40);
            assertThat(image.rowBytes()).isEqualTo(120);
            image.data().get(bytes);
        }
        assertThat(bytes).isEqualTo(scenes.render(9).rgb());
        assertThat(scenes.name(9)).isEqualTo("scene 9");
        assertThat(scenes.size()).isEqualTo(10);
        assertThat(scenes.description()).isEqualTo("10 built-in scenes of 40 x 40 pixels (seed 1)");
    }

    @Test
    void fingerprintDependsOnSeedNumberAndSize() {
        assertThat(new SceneSource(3, 100, 32).fingerprint()).isEqualTo("bdecdaa075543ba7");
        assertThat(List.of(
                        new SceneSource(4, 100, 32).fingerprint(),
                        new SceneSource(3, 101, 32).fingerprint(),
                        new SceneSource(3, 100, 33).fingerprint()))
                .doesNotHaveDuplicates()
                .doesNotContain("bdecdaa075543ba7");
    }

    @Test
    void labelWithoutRenderingEqualsThatOfTheRenderedScene() {
        SceneSource scenes = new SceneSource(1, 20, 32);
        for (long index = 0; index < 20; index++) {
            assertThat(scenes.label(index)).isEqualTo(scenes.render(index).label());
        }
    }

    @Test
    void invalidArgumentsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SceneSource(0, 0, 64))
                .withMessage("the number of scenes must be at least 1, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SceneSource(0, 1, 16))
                .withMessage("scenes can be 32 to 2048 pixels wide, not 16");
        assertThatThrownBy(() -> new SceneSource(0, 5, 64).render(5))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("there is no scene 5; they are 0 to 4");
    }

    private static long checksum(RenderedScene scene) {
        CRC32 checksum = new CRC32();
        checksum.update(scene.rgb());
        checksum.update(scene.segmentation());
        ByteBuffer depth = ByteBuffer.allocate(4 * scene.depth().length);
        depth.asFloatBuffer().put(scene.depth());
        checksum.update(depth);
        return checksum.getValue();
    }
}
