package dev.pixio.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** OpenCV's messages that are not about images of this library, in processes of their own. */
@EnabledOnOs(OS.LINUX)
class RedirectionTest {

    private static final String SWITCHED_OFF = "-Dpixio.decoderMessages=false";

    /** As an application that uses OpenCV itself: reads a file that does not exist, and then a damaged one with this library. */
    static final class Application {

        private Application() {}

        public static void main(String[] arguments) throws IOException {
            OpenCv.start();
            opencv_imgcodecs.imread("/no/such/file.jpg").close();
            try (RgbImage image =
                    ImageDecoder.withDefaults().decode(ImageMatrix.load().file("damaged-rest.jpg"))) {
                System.err.println("read");
            } catch (ImageReadException e) {
                System.err.println(e.reason());
            }
        }
    }

    @Test
    void messagesOutsideOfDecodersHaveOpenCvsForm() throws Exception {
        List<String> redirected = errors("WARNING");
        List<String> original = errors("WARNING", SWITCHED_OFF);
        assertThat(redirected)
                .hasSize(2)
                .contains("damaged JPEG: premature end of data segment", withoutTime(original.get(0)));
        assertThat(original).contains("read").first().asString().contains("/no/such/file.jpg");
    }

    @Test
    void aLevelOfTheUserHoldsOutsideOfDecoders() throws Exception {
        assertThat(errors("SILENT")).containsExactly("damaged JPEG: premature end of data segment");
    }

    private static List<String> errors(String level, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Application.class.getName()));
        ProcessBuilder process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        process.environment().put("OPENCV_LOG_LEVEL", level);
        Process running = process.start();
        String errors = new String(running.getErrorStream().readAllBytes(), ISO_8859_1);
        assertThat(running.waitFor()).as(errors).isZero();
        return errors.lines().map(RedirectionTest::withoutTime).toList();
    }

    private static String withoutTime(String line) {
        return line.replaceAll("@\\d+\\.\\d+", "");
    }
}
