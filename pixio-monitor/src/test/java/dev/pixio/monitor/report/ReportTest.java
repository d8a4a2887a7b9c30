package dev.pixio.monitor.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReportTest extends ReportPages {

    @Test
    void aCompleteRunIsSummarisedInOneSentence() throws IOException {
        RunFixture run = run("mine").steps(100).probe(0, 0.1).probe(100, 0.25);

        String page = page(run);

        assertThat(page).contains("<title>mine – Pixio</title>");
        assertThat(page)
                .contains("<strong>Complete: 100 steps</strong> in 50 s, 32 images per second. The loss went from "
                        + "<strong>1.9450</strong> to <strong>1.0450</strong>.");
        assertThat(page).contains("<dt>k-NN, top-1</dt><dd>25.0 %<small>from 10.0 %</small></dd>");
        assertThat(page).contains("recipe: quick");
    }

    @Test
    void theStateOfAnIncompleteRunIsShown() throws IOException {
        assertThat(page(run("stopped")
                        .steps(40)
                        .event(40, "stopped", "stop requested")
                        .silent()))
                .contains("Stopped after 40 of 100 steps")
                .contains("./pixio pretrain --resume " + temp.resolve("stopped"));
        assertThat(page(run("running").steps(40))).contains("Running: 40 of 100 steps so far");
        assertThat(page(run("broken").steps(40).silent())).contains("Interrupted after 40 of 100 steps");
        assertThat(page(run("empty").silent())).contains("No completed step.");
        assertThat(page(run("resumed")
                        .steps(40)
                        .event(40, "stopped", "stop requested")
                        .event(40, "resumed", "after step 40")
                        .silent()))
                .contains("Interrupted");
        assertThat(page(run("early")
                        .steps(40)
                        .event(40, "finished-early", "no better for 3 validations")
                        .silent()))
                .contains("Complete: 40 of 100 steps")
                .doesNotContain("Train for longer");
    }

    @Test
    void chartsAreEmbeddedAsJson() throws IOException {
        JsonNode charts = data(page(run("mine").steps(100).probe(0, 0.1).event(30, "spike", "norm 12")));

        assertThat(charts.valueStream().map(chart -> chart.path("title").asString()))
                .containsExactly(
                        "Loss",
                        "k-NN accuracy",
                        "Learning rate",
                        "Gradient norm",
                        "Throughput",
                        "Waiting for images",
                        "Process memory");
        assertThat(charts.path(0).path("series").path(0).path("x")).hasSize(100);
        assertThat(charts.path(0).path("marks").path(0).path("text").asString()).isEqualTo("spike: norm 12");
    }

    @Test
    void severalProcessesAndTheSlowestAreShown() throws IOException {
        RunFixture run = run("mine");
        run.groupStep(1, 4, 3, 0.5)
                .groupStep(2, 2, 0, 0.05)
                .groupStep(3, 2, 1, 0.05)
                .groupStep(4, 2, 1, 0.05);
        run.event(4, "slow-process", "process 1 (b) takes 2.0 times as long as the others");

        String page = page(run);

        assertThat(page)
                .contains("Processes</dt><dd>2<small>mostly slowest: 1")
                .contains("Waiting for processes</dt><dd>10.0 %")
                .contains("process 1 (b) takes 2.0 times as long as the others");
        assertThat(data(page).valueStream().map(chart -> chart.path("title").asString()))
                .contains("Waiting for other processes");
    }

    @Test
    void aSingleProcessIsNotMentioned() throws IOException {
        assertThat(page(run("mine").steps(100)))
                .doesNotContain("Processes</dt>")
                .doesNotContain("other processes");
    }

    @Test
    void probesOfSegmentationAndDepthAreAChart() throws IOException {
        RunFixture run = run("mine").steps(100).probe(0, 0.1);
        run.line(
                run.folder().probes(),
                "{\"step\":100,\"knn\":{\"20\":{\"top1\":0.2}},\"segmentation\":{\"miou\":0.125},\"depth\":{\"d1\":0.5}}");

        JsonNode chart = data(page(run)).path(2);

        assertThat(chart.path("title").asString()).isEqualTo("Segmentation and depth");
        assertThat(chart.path("series").path(0).path("y").toString()).isEqualTo("[null,0.125]");
        assertThat(chart.path("series").path(1).path("name").asString()).isEqualTo("d1");
    }

    @Test
    void thePageLoadsNothingFromANetwork() throws IOException {
        String page = page(run("mine").steps(100).reconstruction(50, 64));

        assertThat(page).contains("default-src 'none'; img-src data:");
        // The namespace of SVG is a name, not an address.
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContainPattern("https?://|src=\"(?!data:)|@import");
    }

    @Test
    void namesOfImagesAndFoldersAreEscaped() throws IOException {
        String attack = "</script><script>alert(1)</script>";
        String image = "<img src=x onerror=alert(2)>\u2028\u202Egpj.exe";
        RunFixture run = new RunFixture(temp.resolve("<b>x&'y"))
                .steps(100)
                .event(50, "spike", attack, attack + ".jpg")
                .event(50, attack, "what", image)
                .event(60, "unreadable-image", image, attack + ".jpg");

        String page = page(run);

        assertThat(page).doesNotContain(attack).doesNotContain("<img src=x").doesNotContain("<b>x");
        assertThat(page).doesNotContain("\u2028").doesNotContain("\u202E");
        assertThat(page).contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;.jpg");
        assertThat(page.split("</script>", -1)).as("the page's own two scripts").hasSize(3);
        assertThat(data(page).path(0).path("marks").path(0).path("text").asString())
                .isEqualTo("spike: " + attack);
        assertThat(page).contains("--weights &#39;" + temp + "/&lt;b&gt;x&amp;&#39;\\&#39;&#39;y&#39;");
    }

    @Test
    void imagesAreEmbeddedEvenlySpacedAndSmall() throws IOException {
        RunFixture run = run("mine").steps(100);
        for (int step = 1; step <= 40; step++) {
            run.reconstruction(step, step == 40 ? 1800 : 40);
        }
        run.line(run.folder().reconstruction(99), "no image");

        String page = page(run);

        assertThat(page.split("<figure>", -1)).hasSize(1 + 11); // twelve were selected and one is damaged
        assertThat(page).contains("After step 1<").contains("11 of 41");
        assertThat(page).contains("data:image/png;base64,");
        assertThat(page.length()).isLessThan(10_000_000);
    }

    @Test
    void featureMapsFollowTheReconstructionsWithTheirOwnText() throws IOException {
        RunFixture run = run("mine").steps(100).reconstruction(50, 40);
        assertThat(page(run)).doesNotContain("Feature maps");
        run.featureMap(50, 40).featureMap(100, 40);

        String page = page(run);

        assertThat(page)
                .containsSubsequence(
                        "<h2>Reconstructions</h2>",
                        "<h2>Feature maps</h2>",
                        "After step 50: each row shows an image, principal components",
                        "After step 100: each row shows an image, principal components");
        assertThat(page.split("data-sequence>", -1)).hasSize(1 + 2);
    }

    @Test
    void aLargeImageIsConvertedToASmallJpeg() throws IOException {
        String page = page(run("mine").steps(100).reconstruction(10, 1800));

        assertThat(page).contains("data:image/jpeg;base64,").doesNotContain("data:image/png");
        assertThat(page.length()).isLessThan(1_200_000);
    }

    @Test
    void recommendationsFollowFromTheMetrics() throws IOException {
        assertThat(page(run("waits").steps(100, 1, 0.2)))
                .contains("<h3>Load images faster</h3>")
                .contains("--loader-threads");
        assertThat(page(run("flat").steps(100, 1.99, 0))).contains("<h3>Find out why the loss does not fall</h3>");
        assertThat(page(run("falls").steps(100)))
                .contains("<h3>Train for longer</h3>")
                .contains("--max-steps 200");
        assertThat(page(run("spikes").steps(99).step(100, 1, 400, 0))).contains("--clip-grad 1");
        RunFixture broken = run("broken").steps(100).event(3, "unreadable-image", "cut short", "a.jpg");
        String config = Files.readString(broken.folder().config());
        Files.writeString(broken.folder().config(), config.replace("source: scenes", "source: my photos"));
        assertThat(page(broken))
                .contains("./pixio data check &#39;my photos&#39;")
                .contains("evaluate knn --weights")
                .doesNotContain("evaluate dense");
        assertThat(page(run("unevaluated").steps(100)))
                .contains("evaluate dense --weights")
                .doesNotContain("evaluate knn");
        assertThat(page(run("evaluated").steps(100).probe(0, 0.1)))
                .doesNotContain("pixio evaluate")
                .doesNotContain("--clip-grad")
                .doesNotContain("--loader-threads ");
    }

    @Test
    void recommendationsAreCommandsOfTheKindOfRun() throws IOException {
        RunFixture distilled = run("students")
                .steps(60, 1.99, 0)
                .event(60, "stopped", "stop requested")
                .silent();
        Files.writeString(distilled.folder().config(), "teacher: a.pth\nstudents: s,ti\ndata:\n  source: scenes\n");
        RunFixture tuned = run("classes").steps(60).event(60, "finished-early", "no better for 3 validations");
        Files.writeString(tuned.folder().config(), "task: classification\n");

        assertThat(page(distilled.silent()))
                .contains("./pixio distill --resume " + temp.resolve("students"))
                .contains("<h3>Find out why the loss does not fall</h3>")
                .contains("embed --weights " + temp.resolve("students/students/s.safetensors"))
                .doesNotContain("pixio pretrain")
                .doesNotContain("pixio reconstruct");
        assertThat(page(tuned.silent())).contains("Complete: 60 steps").doesNotContain("./pixio ");
    }

    @Test
    void longListsAreCutAndTheirLengthIsShown() throws IOException {
        RunFixture run = run("mine").steps(100);
        for (int i = 1; i <= 300; i++) {
            run.event(i, "unreadable-image", "cut short", "image" + i + ".jpg").event(i, "spike", "norm " + i);
        }

        String page = page(run);

        assertThat(page).contains("The newest 100 of 300 are listed; events.jsonl has all of them.");
        assertThat(page).contains("300 images could not be read").contains("image300.jpg");
        assertThat(page).doesNotContain("image200.jpg");
    }

    @Test
    void damagedLinesAreCounted() throws IOException {
        RunFixture run = run("mine").steps(50);
        run.line(run.folder().metrics(), "{\"step\": 51, \"lo")
                .line(run.folder().metrics(), "\0\0\0");
        run.steps(100);
        Path out = temp.resolve("out.html");

        assertThat(Report.write(out, List.of(run.folder()))).isEqualTo(2);
        assertThat(Files.readString(out)).contains("2 lines of metrics could not be read, and are left out");
    }

    @Test
    void filesWithUnexpectedContentAreIgnored() throws IOException {
        RunFixture run = run("mine").steps(100);
        run.line(run.folder().evaluation(), "[1, 2").line(run.folder().environment(), "{\"starts\": 7}");
        run.line(run.folder().probes(), "{\"knn\": 3}");

        assertThat(page(run)).contains("Complete: 100 steps");
    }

    @Test
    void aFolderWithoutARunIsRejectedAndNothingIsWritten() {
        Path out = temp.resolve("out.html");

        assertThatThrownBy(() -> Report.write(out, List.of(new RunFolder(temp))))
                .isInstanceOf(TrainingException.class)
                .hasMessage(temp + " is not a run folder: it has no config.yaml");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void missingFoldersAreCreated() throws IOException {
        Path out = temp.resolve("of/today/out.html");

        Report.write(out, List.of(run("mine").steps(1).folder()));

        assertThat(out).content().contains("Pixio report");
    }

    @Test
    void onlyAReportIsReplaced() throws IOException {
        List<RunFolder> run = List.of(run("mine").steps(1).folder());
        Path out = temp.resolve("page.html");
        Files.writeString(out, "<title>My page</title>");

        assertThatThrownBy(() -> Report.write(out, run))
                .hasMessage(out + ": it exists and is not a report of 'pixio report'; name another --out");
        assertThat(out).hasContent("<title>My page</title>");
        Files.writeString(out, "");
        Report.write(out, run);
        Report.write(out, List.of(run("another").steps(1).folder()));
        assertThat(out).content().contains("<title>another");
    }
}
