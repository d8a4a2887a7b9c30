package dev.pixio.cli.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The evaluations of a run: {@code pretrain --probe-at-end} and {@code --probe-dense}. */
class ProbesOfARunTest {

    @TempDir
    private Path folder;

    @Test
    void theSummaryHasALineForEachMeasure() throws IOException {
        Cli trained = tiny("--probe-at-end", "on");

        assertThat(trained.err()).isEmpty();
        assertThat(trained.code()).isZero();
        String gain = " trained \\d+\\.\\d, untrained \\d+\\.\\d \\(gain [+-]\\d+\\.\\d\\)\n";
        assertThat(trained.out())
                .contains("in percent, on 2,000 scenes that were not trained on:")
                .containsPattern("k-NN accuracy    " + gain)
                .containsPattern("k-NN, patch mean " + gain)
                .containsPattern("linear accuracy  " + gain)
                .containsPattern("segmentation mIoU" + gain)
                .containsPattern("depth d1         " + gain);
        assertThat(trained.out().indexOf("depth d1")).isLessThan(trained.out().indexOf("Next,"));
        String image = folder.resolve("run/predictions/step-2.png").toString();
        assertThat(trained.out()).containsPattern("predictions +" + Pattern.quote(image) + "\n");
        assertThat(Path.of(image)).isNotEmptyFile();
        assertThat(folder.resolve("run/evaluation.json")).isNotEmptyFile();
        assertThat(Files.readString(folder.resolve("run/report.html"))).contains("mIoU", "untrained");
    }

    @Test
    void withJsonTheEvaluationIsAnObjectBeforeTheEnd() throws IOException {
        List<String> lines =
                tiny("--probe-at-end", "on", "--json").out().lines().toList();
        JsonNode evaluation = JsonMapper.shared().readTree(lines.get(lines.size() - 2));

        assertThat(evaluation.path("type").asString()).isEqualTo("evaluation");
        assertThat(evaluation.path("testScenes").asInt()).isEqualTo(2000);
        assertThat(evaluation.path("predictions").asString())
                .isEqualTo(folder.resolve("run/predictions/step-2.png").toString());
        for (String measure : List.of("knn", "knnPatches", "linear", "miou", "d1")) {
            JsonNode values = evaluation.path(measure);
            assertThat(values.path("gain").asDouble())
                    .as(measure)
                    .isEqualTo(values.path("trained").asDouble()
                            - values.path("untrained").asDouble());
        }
        assertThat(lines.get(lines.size() - 1)).contains("\"type\":\"end\"");
    }

    @Test
    void theNextEvaluationFitsTheImagesOfTheRun() {
        Path images = folder.resolve("images");
        Cli.run("data", "scenes", "--count", "4", "--size", "32", "--out", images.toString());
        String run = " --weights " + folder.resolve("run");

        assertThat(tiny().out()).contains("evaluate dense" + run + "\n").doesNotContain("evaluate knn");
        assertThat(tinyOn("--data=" + images, "--overwrite").out())
                .contains("evaluate knn" + run + " --train ")
                .doesNotContain("evaluate dense");
    }

    @Test
    void aRunOnFewImagesIsNotEvaluatedUnlessAsked() {
        assertThat(tiny().out()).contains("Done:").doesNotContain("untrained");
        assertThat(folder.resolve("run/evaluation.json")).doesNotExist();
    }

    @Test
    void probesDuringARunMayIncludeSegmentationAndDepth() throws IOException {
        Cli trained = tiny("--probe-every", "1", "--probe-count", "4", "--probe-dense");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out())
                .containsPattern("step 0  segmentation mIoU \\d+\\.\\d % \\(3 regions \\d+\\.\\d %\\), depth d1 \\d+")
                .contains("step 2  segmentation mIoU");
        assertThat(Files.readString(folder.resolve("run/probe.jsonl"))).contains("\"segmentation\":{\"miou\":");

        Cli refused = tiny("--probe-dense", "--overwrite");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--probe-dense is for --probe-every, which is missing");
    }

    @Test
    void segmentationOrDepthAloneMayBeProbed() throws IOException {
        Cli trained = tiny("--probe-every", "2,depth", "--probe-count", "4");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out())
                .containsPattern("step 2  depth d1 \\d+\\.\\d %\n")
                .doesNotContain("mIoU");
        assertThat(Files.readAllLines(folder.resolve("run/probe.jsonl")))
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line).contains("\"depth\":{\"d1\":").doesNotContain("segmentation"));

        Cli both = tiny("--probe-every", "2,Segmentation, depth", "--probe-count", "4", "--overwrite");
        assertThat(both.out()).containsPattern("step 2  segmentation mIoU .* %\\), depth d1 \\d+");
        for (String wrong : List.of("2,knn", "-1", "2,", "often")) {
            Cli refused = tiny("--probe-every", wrong, "--overwrite");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err())
                    .startsWith("pixio: --probe-every is a number of steps")
                    .contains("500,segmentation,depth, not '" + wrong + "'\n");
        }
    }

    @Test
    void moreProbeImagesThanFitIntoMemoryAreRefusedBeforeTheRun() {
        Cli images = tiny("--probe-every", "1", "--probe-count", "2000000000");
        assertThat(images.code()).isEqualTo(2);
        assertThat(images.err())
                .startsWith("pixio: --probe-count: 6,000,000,000 images for k-NN take 19,200.0 GB of memory, and ");

        Cli scenes =
                tiny("--probe-every", "1", "--probe-count", "2000000000", "--probe-dense", "--probe-data", "photos");
        assertThat(scenes.code()).isEqualTo(2);
        assertThat(scenes.err())
                .startsWith(
                        "pixio: --probe-count: 4,147,483,647 scenes of 32 x 32 pixels and their patch tokens take ");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aModelLargerThanTheMemoryIsRefusedBeforeAnEarlierRunIsDeleted() {
        assertThat(tiny().code()).isZero();

        Cli refused = tiny("--overwrite", "--class-tokens", "2000000000");

        assertThat(refused.code()).isNotZero();
        assertThat(refused.err())
                .matches(
                        "pixio: [\\d,]+ parameters take 256\\.0 GB of memory, and .* GB are available: use fewer\n(.*\n)?");
        assertThat(folder.resolve("run/checkpoints/step-2")).exists();
    }

    private Cli tiny(String... more) {
        return tinyOn("--scenes=8", more);
    }

    private Cli tinyOn(String images, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "pretrain",
                images,
                "--batch-size",
                "4",
                "--epochs",
                "1",
                "--model",
                "32x1x2",
                "--image-size",
                "32",
                "--patch-size",
                "16",
                "--mask-cell",
                "1",
                "--decoder",
                "32x1x2",
                "--out",
                folder.resolve("run").toString()));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }
}
