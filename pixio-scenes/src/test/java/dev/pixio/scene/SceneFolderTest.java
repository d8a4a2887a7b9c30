package dev.pixio.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.scene.render.RenderedScene;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneFolderTest {

    private static final int SIZE = 32;

    private final SceneSource scenes = new SceneSource(11, 12, SIZE);

    @TempDir
    private Path folder;

    @Test
    void everySceneIsWrittenToItsClassFolderWithExactPixels() throws IOException {
        SceneFolder.write(scenes, folder.resolve("new"), SceneFolder.Format.PNG);

        for (long index = 0; index < scenes.size(); index++) {
            RenderedScene scene = scenes.render(index);
            Path file = folder.resolve("new/" + scene.label().label() + "/scene-" + index + ".png");
            BufferedImage read = ImageIO.read(file.toFile());
            assertThat(rgb(read)).isEqualTo(scene.rgb());
        }
        try (var files = Files.walk(folder).filter(Files::isRegularFile)) {
            assertThat(files).hasSize(12);
        }
    }

    @Test
    void photographsAreCloseToThePixels() throws IOException {
        SceneFolder.write(scenes, folder, SceneFolder.Format.JPEG);

        for (long index = 0; index < scenes.size(); index++) {
            RenderedScene scene = scenes.render(index);
            Path file = folder.resolve(scene.label().label() + "/scene-" + index + ".jpg");
            byte[] read = rgb(ImageIO.read(file.toFile()));
            double difference = 0;
            for (int i = 0; i < read.length; i++) {
                difference += Math.abs((read[i] & 0xff) - (scene.rgb()[i] & 0xff)) / (double) read.length;
            }
            assertThat(difference).as(file + ": levels of 255, in the mean").isLessThan(12);
        }
    }

    @Test
    void aFolderThatIsNotEmptyIsNotModified() throws IOException {
        Path existing = Files.writeString(folder.resolve("existing.txt"), "text");

        assertThatThrownBy(() -> SceneFolder.write(scenes, folder, SceneFolder.Format.PNG))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(folder + ": it is not empty; scenes are written to a new or an empty folder");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(existing);
        }
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws IOException {
        Path photo = Files.writeString(folder.resolve("photo.jpg"), "photo");

        assertThatThrownBy(() -> SceneFolder.write(scenes, photo, SceneFolder.Format.PNG))
                .hasMessage(photo + ": it is a file, not a folder");
        assertThat(photo).hasContent("photo");
    }

    private static byte[] rgb(BufferedImage image) {
        byte[] bytes = new byte[3 * SIZE * SIZE];
        for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
            int colour = image.getRGB(pixel % SIZE, pixel / SIZE);
            bytes[3 * pixel] = (byte) (colour >> 16);
            bytes[3 * pixel + 1] = (byte) (colour >> 8);
            bytes[3 * pixel + 2] = (byte) colour;
        }
        return bytes;
    }
}
