package dev.pixio.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.cli.embed.FeatureOptions;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.embed.Pooling;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.onnx.export.ExportOptions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands that compute features have the same defaults: evaluated features are those that are exported. */
class DefaultFeaturesTest {

    private static final EncoderConfig ENCODER = new EncoderConfig(32, 5, 2, 4, 2, 0);

    @Test
    void embedAndEvaluateComputeTheSameFeatures() {
        FeatureChoice embedded =
                CommandLine.populateCommand(new FeatureOptions()).settings().choice(ENCODER);
        FeatureChoice evaluated = CommandLine.populateCommand(new EvaluateOptions(), "--weights", "x")
                .settings()
                .choice(ENCODER);

        assertThat(evaluated).isEqualTo(embedded).isEqualTo(new FeatureChoice(Pooling.CLASS_MEAN, 5, FinalNorm.AFTER));
    }

    @Test
    void exportedFilesHaveTheNormOfEmbed() {
        assertThat(ExportOptions.defaults().norm().name()).isEqualTo("AFTER");
    }

    @Test
    void theOtherNormCanBeSelected() {
        EvaluateOptions options =
                CommandLine.populateCommand(new EvaluateOptions(), "--weights", "x", "--norm", "before");

        assertThat(options.settings().norm()).isEqualTo(FinalNorm.BEFORE);
    }

    @Test
    void helpNamesTheDefault() {
        for (List<String> command : List.of(List.of("embed"), List.of("evaluate", "knn"), List.of("export", "onnx"))) {
            String[] arguments =
                    Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
            assertThat(Cli.run(arguments).out().replaceAll("\\s+", " "))
                    .as(command.toString())
                    .containsPattern("final norm \\(default: after[,)]");
        }
    }
}
