package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCommandTest {

    @ParameterizedTest
    @ValueSource(strings = {"runs/mine", "../föld/图片", "https://host:80/a/b.tar", "a,b", "old~"})
    void plainPathsStayUnquoted(String argument) {
        assertThat(ShellCommand.quoted(argument, false)).isEqualTo(argument);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../r ün '2", "~/x", "$HOME", "a;b", "", "a*", "x{1,2}", "a\\,b", "#1", "!x", "a=2", "''"})
    void aShellReadsTheArgumentAsItWas(String argument) throws IOException {
        Path shell = Path.of("/bin/sh");
        assumeThat(Files.isExecutable(shell)).as("needs a POSIX shell").isTrue();

        Process echo =
                new ProcessBuilder(shell.toString(), "-c", "printf %s " + ShellCommand.quoted(argument, false)).start();

        assertThat(new String(echo.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(argument);
    }

    @Test
    void windowsHasDoubleQuotesAndPlainBackslashes() {
        assertThat(ShellCommand.quoted("runs\\mine", true)).isEqualTo("runs\\mine");
        assertThat(ShellCommand.quoted("my runs\\1", true)).isEqualTo("\"my runs\\1\"");
    }
}
