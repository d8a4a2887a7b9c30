package dev.pixio.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorOptionsTest {

    private static final String[] TINY = {
        "pretrain",
        "--quiet",
        "--scenes",
        "8",
        "--batch-size",
        "4",
        "--max-steps",
        "1",
        "--image-size",
        "32",
        "--patch-size",
        "8",
        "--decoder",
        "32x1x2"
    };

    @TempDir
    private Path folder;

    private Path run(String name, String... more) {
        Path run = folder.resolve(name);
        Cli trained = Cli.run(Stream.of(TINY, new String[] {"--out", run.toString()}, more)
                .flatMap(Stream::of)
                .toArray(String[]::new));
        assertThat(trained.err()).isEmpty();
        assertThat(trained.code()).isZero();
        return run;
    }

    @Test
    void everyRunHasTensorBoardFilesUnlessDisabled() throws IOException {
        Path run = run("watched");
        try (Stream<Path> files = Files.list(run.resolve("tensorboard"))) {
            assertThat(files).singleElement().satisfies(file -> {
                assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
                assertThat(Files.size(file)).isGreaterThan(Files.size(run.resolve("reconstructions/step-1.png")));
            });
        }

        assertThat(run("unwatched", "--no-tensorboard").resolve("tensorboard")).doesNotExist();
    }

    @Test
    void theAddressOfTheLivePageIsPrintedFirstAlsoWithQuiet() {
        Path run = folder.resolve("shown");
        Cli trained = Cli.run(Stream.concat(Stream.of(TINY), Stream.of("--ui", "0", "--out", run.toString()))
                .toArray(String[]::new));

        assertThat(trained.err()).isEmpty();
        assertThat(trained.code()).isZero();
        assertThat(trained.out().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).matches("live page: http://127\\.0\\.0\\.1:\\d+/"));
    }

    @Test
    void aPortInUseIsReportedAndNoRunIsStarted() throws IOException {
        Path run = folder.resolve("none");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Cli refused = Cli.run("pretrain", "--ui", port, "--out", run.toString());
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err())
                    .isEqualToNormalizingNewlines("pixio: port " + port + " is in use; --ui 0 uses any free port\n");
        }
        for (String port : new String[] {"70000", "-3", "http"}) {
            Cli refused = Cli.run("pretrain", "--ui=" + port, "--out", run.toString());
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("a port is a number from 0 to 65535, not '" + port + "'");
        }
    }

    @Test
    void anInvalidTrackingServerIsWrongUsageAndCreatesNoRun() {
        Path run = folder.resolve("run");

        Cli refused = Cli.run("pretrain", "--out", run.toString(), "--mlflow", "mlruns");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .startsWith("pixio: the MLflow address must be that of a tracking server")
                .contains("mlruns");
        assertThat(run).doesNotExist();
    }
}
