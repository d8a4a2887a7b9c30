package dev.pixio.image;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * A folder of test images that is not part of the project: {@code -Dpixio.test.images=FOLDER}, or
 * {@code ../shared/data} relative to the repository. Tests that need it are skipped with a message if it is absent.
 */
public final class SharedTestImages {

    private SharedTestImages() {}

    public static Path folder(String name) {
        String setting = System.getProperty("pixio.test.images", "");
        Path folder = setting.isEmpty() ? besideRepository() : Path.of(setting);
        Path wanted = folder.resolve(name);
        Assumptions.assumeTrue(Files.isDirectory(wanted), "skipped: there are no test images in " + wanted);
        return wanted;
    }

    private static Path besideRepository() {
        // Maven runs tests in the module's folder.
        return Path.of("..", "..", "shared", "data");
    }
}
