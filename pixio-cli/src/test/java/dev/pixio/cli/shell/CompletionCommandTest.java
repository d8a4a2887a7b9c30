package dev.pixio.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.cli.Main;
import dev.pixio.cli.shell.CompletionCommand.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in the shells themselves. */
class CompletionCommandTest {

    @TempDir
    private Path folder;

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        requireProgram("bash");
        Path script = write("pixio.bash", CompletionCommand.script(Main.commandLine(), Shell.BASH));

        assertThat(bash(script, "pixio", "pre")).containsExactly("predict", "pretrain");
        assertThat(bash(script, "pixio", "data", "ch")).containsExactly("check");
        assertThat(bash(script, "pixio", "pretrain", "--batch")).containsExactly("--batch-size");
    }

    @Test
    void zshOffersTheCommandsOfACommand() throws Exception {
        requireProgram("zsh");
        Path script = write("pixio.zsh", CompletionCommand.script(Main.commandLine(), Shell.ZSH));

        // zsh itself drops the words that do not begin as the typed one.
        String commands = "autoload -U +X compinit bashcompinit && compinit -u -D && bashcompinit && . " + script
                + "; offer() { emulate -L ksh; COMP_WORDS=(pixio data ''); COMP_CWORD=2; _complete_pixio pixio '' data;"
                + " print -l -- \"${COMPREPLY[@]}\"; }; offer";
        assertThat(output("zsh", "-f", "-c", commands))
                .contains("check", "curate", "stats")
                .doesNotContain("pretrain");
    }

    @Test
    void fishCompletesCommandsOptionsAndValues() throws Exception {
        requireProgram("fish");
        Path script = write("pixio.fish", CompletionCommand.script(Main.commandLine(), Shell.FISH));

        assertThat(fish(script, "pixio pre")).containsExactly("predict", "pretrain");
        assertThat(fish(script, "pixio data ch")).containsExactly("check");
        assertThat(fish(script, "pixio --debug pretrain --batch")).containsExactly("--batch-size");
        assertThat(fish(script, "pixio completion --he")).containsExactly("--help");
    }

    @Test
    void optionsAreInTheOrderOfTheirNames() {
        assertThat(CompletionCommand.script(Main.commandLine(), Shell.FISH)
                        .lines()
                        .filter(line -> line.contains("__pixio_is pixio distill'")
                                && line.contains(" -l ")
                                && !line.contains("-l debug"))
                        .map(line -> line.replaceAll(".* -l ([a-z-]+).*", "$1")))
                .contains("warmup")
                .isSorted();
    }

    private List<String> bash(Path script, String... words) throws IOException, InterruptedException {
        // compopt works only while bash itself completes.
        String commands =
                ". " + script + "; compopt() { :; }; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                        + (words.length - 1) + "; _complete_pixio pixio '" + words[words.length - 1] + "' '"
                        + words[words.length - 2] + "'; printf '%s\\n' \"${COMPREPLY[@]}\"";
        return output("bash", "--norc", "-c", commands);
    }

    private List<String> fish(Path script, String line) throws IOException, InterruptedException {
        return output("fish", "--no-config", "-c", "source " + script + "; complete -C '" + line + "'").stream()
                .map(found -> found.split("\t", 2)[0])
                .toList();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private List<String> output(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HOME", folder.toString());
        builder.redirectError(folder.resolve("errors").toFile());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        assertThat(folder.resolve("errors")).hasContent("");
        return output.lines().map(String::strip).sorted().toList();
    }

    private static void requireProgram(String name) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        assumeTrue(found, "there is no " + name);
    }
}
