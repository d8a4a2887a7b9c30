package dev.pixio.cli.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.pixio.cli.Cli;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChannelSearchTest {

    @TempDir
    private Path folder;

    private Path images;
    private Path index;

    @BeforeEach
    void makeIndex() throws IOException {
        images = folder.resolve("images");
        index = folder.resolve("index");
        Tiffs.write(images, 6, 13);
        SmallTraining.run(folder.resolve("run"), images, "--channels", "13", "--scale", "window:5000..15000");
        assertThat(index()).contains("6 images");
    }

    private String index() {
        Cli indexed = Cli.run(
                "index",
                "--weights",
                folder.resolve("run").toString(),
                "--data",
                images.toString(),
                "--out",
                index.toString(),
                "--json",
                "--pool",
                "patch-mean");
        assertThat(indexed.code()).as(indexed.err()).isZero();
        return indexed.out().replace("\"images\":6", "6 images");
    }

    private JsonNode search(String... options) {
        String[] all = new String[options.length + 5];
        String[] start = {
            "search", index.toString(), "--image", images.resolve("image2.tif").toString(), "--json"
        };
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(options, 0, all, start.length, options.length);
        Cli found = Cli.run(all);
        assertThat(found.code()).as(found.err()).isZero();
        return JsonMapper.shared().readTree(found.out());
    }

    @Test
    void imagesOfManyChannelsAreFoundAndDrawn() throws IOException {
        Path sheet = folder.resolve("found.png");
        JsonNode hits = search("--out", sheet.toString()).path("hits");

        assertThat(hits.path(0).path("path").asString()).isEqualTo("image2.tif");
        assertThat(hits.path(0).path("similarity").asDouble()).isGreaterThan(0.9999);
        // The picture of a 16-bit image has contrast: its samples are 10,000 +- 4,100 of 65,535.
        BufferedImage drawn = ImageIO.read(sheet.toFile());
        int least = 255;
        int most = 0;
        for (int x = 20; x < 160; x++) {
            for (int y = 70; y < 170; y++) {
                int red = drawn.getRGB(x, y) >> 16 & 0xFF;
                least = Math.min(least, red);
                most = Math.max(most, red);
            }
        }
        assertThat(least).isLessThan(60);
        assertThat(most).isGreaterThan(200);
    }

    /** The encoder sees the 20 x 20 pixels in the middle of 24 x 20, in both cases. */
    @Test
    void theRegionOfAWholeImageIsTheImage() {
        for (JsonNode hit : search("--box", "0,0,24,20").path("hits")) {
            if (hit.path("path").asString().equals("image2.tif")) {
                assertThat(hit.path("similarity").asDouble()).isGreaterThan(0.9999);
                return;
            }
        }
        fail("image2.tif was not found");
    }

    @Test
    void anUpdateComputesNothingTwice() {
        assertThat(index()).contains("\"computed\":0");
    }
}
