package dev.pixio.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Images that are larger than what a process may still allocate, in a process of its own. */
@EnabledOnOs(OS.LINUX)
class ShortOfMemoryTest {

    private static final List<String> FORMATS = List.of(".jpg", ".png", ".bmp", ".ppm", ".tiff", ".webp");

    private static final int SIDE = 5000; // 75 MB decoded

    /** Encodes an image in each format, limits its address space, and reads the images. */
    static final class Application {

        private static final int RLIMIT_AS = 9;
        private static final long LEFT = 40_000_000;

        private Application() {}

        public static void main(String[] arguments) throws IOException {
            OpenCv.start();
            Map<String, byte[]> files = new LinkedHashMap<>();
            try (Mat image = new Mat(SIDE, SIDE, opencv_core.CV_8UC3, Scalar.all(90))) {
                for (String format : FORMATS) {
                    BytePointer encoded = new BytePointer();
                    opencv_imgcodecs.imencode(format, image, encoded);
                    files.put(format, bytes(encoded));
                    encoded.deallocate();
                }
            }
            limit();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                try (RgbImage image = ImageDecoder.withDefaults().decode(file.getValue())) {
                    System.out.println(file.getKey() + " read");
                } catch (ImageReadException e) {
                    System.out.println(file.getKey() + " " + e.reason() + " " + e.isOutOfMemory());
                }
            }
        }

        private static byte[] bytes(BytePointer encoded) {
            byte[] bytes = new byte[(int) encoded.limit()];
            encoded.get(bytes);
            return bytes;
        }

        private static void limit() throws IOException {
            long used = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmSize:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
            Memory limit = new Memory(16);
            limit.setLong(0, used * 1024 + LEFT);
            limit.setLong(8, used * 1024 + LEFT);
            NativeLibrary.getProcess().getFunction("setrlimit").invokeInt(new Object[] {RLIMIT_AS, limit});
        }
    }

    @Test
    void imagesThatDoNotFitIntoMemoryAreNotCalledDamaged() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx400m",
                        "-Xms400m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Application.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines())
                .containsExactlyElementsOf(FORMATS.stream()
                        .map(format -> format + " not enough memory to decode it true")
                        .toList());
    }
}
