package dev.pixio.monitor.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in a browser; skipped if there is no Chromium. */
class ReportInBrowserTest {

    @TempDir
    private Path temp;

    private record Rendered(String page, String console) {}

    @BeforeEach
    void needsABrowser() {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "chromium")));
        assumeTrue(installed, "no chromium on the PATH");
    }

    @Test
    void chartsAndSliderAreCreatedWithoutErrors() throws Exception {
        RunFixture run = new RunFixture(temp.resolve("mine"))
                .steps(100)
                .probe(0, 0.1)
                .probe(100, 0.3)
                .event(50, "spike", "</script><script>document.title='attacked'</script>")
                .reconstruction(50, 64)
                .reconstruction(100, 64);

        Rendered rendered = render(run);

        assertThat(rendered.page.split("<canvas", -1)).as("seven charts").hasSize(1 + 7);
        assertThat(rendered.page).contains("aria-label=\"Loss, steps 1 to 100. mine: from 1.99 to ");
        assertThat(rendered.page).contains("type=\"range\"").contains("sequence-first");
        assertThat(rendered.page).contains("<title>mine – Pixio</title>");
        assertThat(rendered.console).doesNotContain("CONSOLE");
    }

    @Test
    void lossesThatAreNotFiniteAreGaps() throws Exception {
        RunFixture run = new RunFixture(temp.resolve("mine")).steps(100);
        for (int step = 101; step <= 140; step++) {
            run.line(run.folder().metrics(), "{\"step\":" + step + ",\"loss\":\"NaN\",\"pictures\":1,\"seconds\":1}");
        }
        run.step(141, 1, 0.5, 0);

        Rendered rendered = render(run);

        assertThat(rendered.page)
                .doesNotContainPattern("=\"[^\"]*NaN")
                .contains("<canvas")
                .contains("Loss, steps 1 to 141");
        assertThat(rendered.console).doesNotContain("CONSOLE");
    }

    private Rendered render(RunFixture run) throws IOException, InterruptedException {
        Path file = temp.resolve("report.html");
        Report.write(file, List.of(run.folder()));
        Path page = temp.resolve("page.html");
        Path console = temp.resolve("console.txt");
        Path profile = Files.createDirectories(temp.resolve("profile"));
        ProcessBuilder chromium = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + profile,
                        "--enable-logging=stderr",
                        "--window-size=1280,2000",
                        "--virtual-time-budget=3000",
                        "--dump-dom",
                        file.toUri().toString())
                .redirectOutput(page.toFile())
                .redirectError(console.toFile());
        chromium.environment().put("TMPDIR", profile.toString()); // temporary files are deleted with the profile
        Process browser = chromium.start();
        try {
            assertThat(browser.waitFor(120, TimeUnit.SECONDS))
                    .as("chromium exits")
                    .isTrue();
        } finally {
            browser.destroyForcibly();
            browser.waitFor();
        }
        return new Rendered(Files.readString(page), Files.readString(console));
    }
}
