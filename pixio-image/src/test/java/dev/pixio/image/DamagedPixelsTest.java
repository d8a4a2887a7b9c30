package dev.pixio.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLibrary;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What libpng, libjpeg and libtiff write about a file is the reason of its exception, and not on the terminal. */
@EnabledOnOs(OS.LINUX)
class DamagedPixelsTest {

    private final ImageDecoder decoder = ImageDecoder.withDefaults();

    @Test
    void reducedImagesAreCheckedToo() throws IOException {
        byte[] file = ImageMatrix.load().file("damaged-rest.jpg");
        assertThatThrownBy(() -> decoder.decode(file, reduction -> true))
                .isInstanceOf(ImageReadException.class)
                .hasMessage("damaged JPEG: premature end of data segment");
    }

    @Test
    void messagesBelongToTheFileOfTheirThread() throws Exception {
        ImageMatrix matrix = ImageMatrix.load();
        List<String> files = List.of("RGB.jpg", "damaged-filter.png", "damaged-rest.jpg");
        List<String> reasons =
                List.of("", "damaged PNG: bad adaptive filter value", "damaged JPEG: premature end of data segment");
        List<Callable<String>> tasks = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            byte[] file = matrix.file(files.get(i % 3));
            tasks.add(() -> reason(file));
            expected.add(reasons.get(i % 3));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<String> found = new ArrayList<>();
        try {
            for (Future<String> result : threads.invokeAll(tasks)) {
                found.add(result.get());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(found).isEqualTo(expected);
    }

    private String reason(byte[] file) {
        try (RgbImage image = decoder.decode(file)) {
            return "";
        } catch (ImageReadException e) {
            return e.reason();
        }
    }

    @Test
    void onlyOtherLibrariesWriteToTheTerminal() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        DecodeAll.class.getName())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String errors = new String(process.getErrorStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as(errors).isZero();
        assertThat(errors).startsWith("another library: ").hasLineCount(1);
    }

    /** Decodes all files of the matrix, then makes the C library write a line. */
    static final class DecodeAll {

        private DecodeAll() {}

        public static void main(String[] arguments) throws IOException {
            DamagedPixelsTest test = new DamagedPixelsTest();
            ImageMatrix matrix = ImageMatrix.load();
            matrix.cases().forEach(file -> test.reason(matrix.file(file.name())));
            NativeLibrary.getProcess().getFunction("perror").invokeVoid(new Object[] {"another library"});
        }
    }
}
