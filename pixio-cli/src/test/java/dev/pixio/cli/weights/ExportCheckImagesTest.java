package dev.pixio.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCheckImagesTest {

    @TempDir
    private Path folder;

    @Test
    void imagesAreLimitedAndUnreadableOnesAreReported() throws IOException {
        Files.writeString(folder.resolve("0.png"), "no image");
        for (int i = 1; i <= ExportCheckImages.MAX_IMAGES + 3; i++) {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
        }
        StringWriter warnings = new StringWriter();
        int read = 0;
        try (ExportCheckImages images = new ExportCheckImages(List.of(folder), new PrintWriter(warnings))) {
            for (RgbImage image : images) {
                assertThat(image.width()).isEqualTo(8);
                read++;
            }
        }
        assertThat(read).isEqualTo(ExportCheckImages.MAX_IMAGES - 1);
        assertThat(warnings.toString()).startsWith("pixio: skipped 0.png: ").hasLineCount(1);
    }

    @Test
    void imagesOfWhichNoneCanBeReadAreRefused() throws IOException {
        Path damaged = Files.createDirectory(folder.resolve("damaged"));
        Files.writeString(damaged.resolve("0.png"), "no image");
        StringWriter warnings = new StringWriter();
        assertThatThrownBy(() -> new ExportCheckImages(List.of(damaged), new PrintWriter(warnings)))
                .hasMessageStartingWith("no image can be read from 1 image in " + damaged);
        ImageIO.write(
                new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("1.png").toFile());
        try (ExportCheckImages images =
                new ExportCheckImages(List.of(damaged, folder.resolve("1.png")), new PrintWriter(warnings))) {
            assertThat(images).hasSize(1);
        }
    }
}
