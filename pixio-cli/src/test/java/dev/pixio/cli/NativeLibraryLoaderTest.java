package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeLibraryLoaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pretrain",
                "--debug pretrain --out runs/a",
                "reconstruct --weights a",
                "finetune depth --weights a",
                "serve index",
                "convert --from a",
                "data check b",
                "export onnx --weights a",
                "info"
            })
    void commandsWithTensorsLoadLibtorch(String arguments) {
        assertThat(NativeLibraryLoader.needsLibtorch(arguments.split(" "))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--version", "models", "pretrain --help", "--help pretrain", "data -h", "pretrian", "bench start"
            })
    void helpVersionAndOtherCommandsDoNot(String arguments) {
        assertThat(NativeLibraryLoader.needsLibtorch(arguments.split(" "))).isFalse();
    }

    @Test
    void theFirstStartReportsUnpackingAndTheSecondDoesNot(@TempDir Path cache) throws Exception {
        assertThat(standardErrorOfInfo(cache))
                .singleElement()
                .asString()
                .matches("pixio: unpacking libtorch to \\Q" + cache + "\\E, once, about \\d{3,4} MB");
        assertThat(standardErrorOfInfo(cache)).isEmpty();
    }

    @Test
    void aLibraryThatCannotBeLoadedIsReportedByItsReason() {
        NativeLibraryLoader loader = new NativeLibraryLoader(CompletableFuture.failedFuture(
                new UnsatisfiedLinkError("java.io.IOException: No space left on device\nand more lines")));

        assertThatThrownBy(loader::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("libtorch cannot be loaded: No space left on device")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void theReasonMayBeInACause() {
        NativeLibraryLoader loader = new NativeLibraryLoader(
                CompletableFuture.failedFuture(new ExceptionInInitializerError(new IllegalStateException("no space"))));

        assertThatThrownBy(loader::await).hasMessageStartingWith("libtorch cannot be loaded: no space");
    }

    /** In a separate process: in this one, libtorch may be loaded already. */
    private static List<String> standardErrorOfInfo(Path cache) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.pixio.cli.Main",
                        "info")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(err).isZero();
        // Newer JVMs print warnings about native libraries.
        return err.lines().filter(line -> line.startsWith("pixio:")).toList();
    }
}
