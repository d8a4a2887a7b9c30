package dev.pixio.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManPageTest {

    private static final Map<String, String> PAGES = ManPage.all(Main.commandLine(), "1.2.3", "2026-11-01");

    @TempDir
    private Path folder;

    @Test
    void everyCommandHasAPage() {
        assertThat(PAGES).containsKeys("pixio.1", "pixio-pretrain.1", "pixio-data-check.1", "pixio-export-onnx.1");
        assertThat(PAGES.get("pixio-data-check.1")).startsWith(".TH \"PIXIO\\-DATA\\-CHECK\" 1 2026-11-01");
    }

    @Test
    void groffReadsThePagesWithoutWarnings() throws Exception {
        requireProgram("groff");
        assertThat(messages("groff", "-man", "-Tutf8", "-ww", "-z")).isEmpty();
    }

    @Test
    void mandocReadsThePagesWithoutWarnings() throws Exception {
        requireProgram("mandoc");
        assertThat(messages("mandoc", "-T", "lint", "-W", "warning")).isEmpty();
    }

    @Test
    void manShowsOptionsWithTheirDescriptions() throws Exception {
        requireProgram("man");
        Path page = write("pixio-completion.1");

        String shown = output(List.of("man", "-P", "cat", "-l", page.toString()));

        assertThat(shown.replaceAll(".\b", ""))
                .contains("pixio-completion - Prints a script that completes commands and options in a shell")
                .contains("SHELL")
                .contains("-h, --help");
    }

    /** What a program reports about any of the pages. */
    private String messages(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(command));
        for (String name : PAGES.keySet()) {
            all.add(write(name).toString());
        }
        return output(all);
    }

    private Path write(String name) throws IOException {
        return Files.writeString(folder.resolve(name), PAGES.get(name));
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("MANWIDTH", "120");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }

    private static void requireProgram(String name) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        assumeTrue(found, "there is no " + name);
    }
}
