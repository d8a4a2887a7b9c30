package dev.pixio.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxLibraryTest {

    /** Prints why a model cannot be loaded. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) {
            try {
                OnnxImageEncoder.load(Path.of(arguments[0])).close();
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** In a separate process: the library is loaded once. */
    @Test
    void aFolderWithoutSpaceForTheLibraryIsReportedInOneLine(@TempDir Path folder) throws Exception {
        Path model = Files.writeString(folder.resolve("model.onnx"), "not read");
        Path absent = folder.resolve("absent");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + absent,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Child.class.getName(),
                        model.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();

        assertThat(output.lines())
                .as(output)
                .filteredOn(line -> !line.startsWith("WARNING: ")) // of newer JDKs, about native libraries
                .singleElement()
                .asString()
                .startsWith("ONNX Runtime cannot be unpacked to " + absent);
    }
}
