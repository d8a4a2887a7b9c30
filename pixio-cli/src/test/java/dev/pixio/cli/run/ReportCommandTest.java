package dev.pixio.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

    private static final String STEP = "{\"step\":1,\"epoch\":0,\"loss\":1.5,\"learningRate\":0.001,\"gradientNorm\":1,"
            + "\"pictures\":16,\"seconds\":0.5,\"waitSeconds\":0,\"skipped\":0,\"memoryBytes\":0}\n";

    @TempDir
    private Path temp;

    @Test
    void theReportOfARunIsInItsFolder() throws IOException {
        Path run = run("mine", STEP);

        Cli reported = Cli.run("report", run.toString());

        assertThat(reported.code()).isZero();
        assertThat(reported.out()).isEqualTo(run.resolve("report.html") + "\n");
        assertThat(run.resolve("report.html")).content().contains("./pixio report " + run);
    }

    @Test
    void severalRunsAreReportedInOneFile() throws IOException {
        Path out = temp.resolve("both.html");

        Cli reported =
                Cli.run("report", run("a", STEP).toString(), run("b", STEP).toString(), "--out", out.toString());

        assertThat(reported.code()).isZero();
        assertThat(out).content().contains("<h1>2 runs</h1>");
    }

    @Test
    void damagedLinesAreReportedAndNotFatal() throws IOException {
        Cli reported = Cli.run("report", run("mine", "{\"st\n" + STEP).toString());

        assertThat(reported.code()).isZero();
        assertThat(reported.err()).isEqualTo("pixio: 1 line of metrics could not be read and is left out\n");
    }

    @Test
    void aFolderWithoutARunIsReportedInOneLine() {
        assertThat(Cli.run("report", temp.toString()))
                .isEqualTo(new Cli(1, "", "pixio: " + temp + " is not a run folder: it has no config.yaml\n"));
        assertThat(Cli.run("report", temp.resolve("gone").toString()).err())
                .isEqualTo("pixio: there is no folder " + temp.resolve("gone") + "\n");
        assertThat(Cli.run("report").code()).isEqualTo(2);
    }

    @Test
    void aFileInPlaceOfARunIsNamed() throws IOException {
        Path file = Files.writeString(temp.resolve("notes.txt"), "a text");

        assertThat(Cli.run("report", file.toString()))
                .isEqualTo(new Cli(1, "", "pixio: " + file + " is a file, not the folder of a run\n"));
    }

    @Test
    void aFileThatIsNoReportIsNotReplaced() throws IOException {
        Path run = run("mine", STEP);
        Path photo = Files.writeString(temp.resolve("photo.jpg"), "photo");

        Cli refused = Cli.run("report", run.toString(), "--out", photo.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).startsWith("pixio: --out must end in .html or .htm, not " + photo + "\n");
        assertThat(photo).hasContent("photo");

        Path page = Files.writeString(temp.resolve("page.HTM"), "<p>mine");
        assertThat(Cli.run("report", run.toString(), "--out", page.toString()))
                .isEqualTo(new Cli(
                        1,
                        "",
                        "pixio: " + page + ": it exists and is not a report of 'pixio report'; name another --out\n"));
        assertThat(page).hasContent("<p>mine");
    }

    private Path run(String name, String metrics) throws IOException {
        Path run = Files.createDirectories(temp.resolve(name));
        PlanFile.write(run.resolve("config.yaml"), TrainingPlan.recipe("quick").build());
        Files.writeString(run.resolve("metrics.jsonl"), metrics);
        return run;
    }
}
