package dev.pixio.distributed.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    @Test
    void aProcessThatDoesNotEndAfterAFailureIsNamedAndKilled() throws Exception {
        StringWriter err = new StringWriter();
        Launcher launcher = new Launcher(
                new LaunchPlan(2, 1, 0, "127.0.0.1", 0, List.of(), List.of()),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                Duration.ofMillis(300),
                Duration.ofMillis(300));
        List<String> command = List.of("sh", "-c", "test $RANK = 1 && exit 3; trap '' TERM; exec sleep 1000");

        assertThat(launcher.run(command, command, 0)).isEqualTo(3);

        assertThat(err.toString().lines())
                .containsExactly(
                        "pixio: process 1 failed with exit code 3", "pixio: process 0 does not end; killing it");
    }
}
