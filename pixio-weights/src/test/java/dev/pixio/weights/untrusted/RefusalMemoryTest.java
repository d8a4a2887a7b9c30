package dev.pixio.weights.untrusted;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.NativeMemory;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Refused files leak no native memory. Measured in a process of its own, whose Java heap is resident from the start: elsewhere
 * the heap grows by hundreds of megabytes when the collector chooses to.
 */
@EnabledOnOs(OS.LINUX)
class RefusalMemoryTest {

    private static final int ROUNDS = 20;

    @TempDir
    private Path folder;

    /** Refuses all small files many times, and prints by how many bytes the resident memory has grown since the first time. */
    static final class Application {

        private Application() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            List<Attack> small = HostileFilesTest.attacks().stream()
                    .filter(attack -> attack.content().length < 10_000)
                    .toList();
            refuse(small, file);
            long before = NativeMemory.resident().orElseThrow();
            for (int round = 0; round < ROUNDS; round++) {
                refuse(small, file);
            }
            System.out.println(NativeMemory.resident().orElseThrow() - before);
        }

        private static void refuse(List<Attack> attacks, Path file) throws IOException {
            for (Attack attack : attacks) {
                Files.deleteIfExists(file);
                Files.write(file, attack.content());
                assertThat(Assertions.catchThrowable(() -> WeightFile.open(file)))
                        .isInstanceOf(WeightsException.class);
            }
        }
    }

    @Test
    void refusalsLeakNoNativeMemory() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+AlwaysPreTouch",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Application.class.getName(),
                        folder.resolve("attack").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(Long.parseLong(output.strip())).as("bytes").isLessThan(64L << 20);
    }
}
