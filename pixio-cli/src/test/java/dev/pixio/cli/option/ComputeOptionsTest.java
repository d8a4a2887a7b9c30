package dev.pixio.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.cli.Main;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ComputeOptionsTest {

    private static Stream<CommandLine> all(CommandLine line) {
        return Stream.concat(
                Stream.of(line), line.getSubcommands().values().stream().flatMap(ComputeOptionsTest::all));
    }

    /** The descriptions of an option, by command. A cluster's threads are those of each task: spark-embed says so. */
    private static Map<String, List<String>> help(String option) {
        return all(Main.commandLine())
                .filter(line -> line.getCommandSpec().findOption(option) != null)
                .filter(line ->
                        !(option.endsWith("threads") && line.getCommandName().equals("spark-embed")))
                .collect(Collectors.toMap(
                        line -> line.getCommandSpec().qualifiedName(),
                        line -> List.of(line.getCommandSpec().findOption(option).description())));
    }

    @Test
    void sharedOptionsHaveTheSameDescriptionEverywhere() {
        for (String option : List.of("--device", "--precision", "--loader-threads")) {
            Map<String, List<String>> help = new LinkedHashMap<>(help(option));
            help.keySet()
                    .removeAll(List.of("pixio info", "pixio models")); // describe a device, and do not compute on it
            assertThat(help)
                    .containsKeys("pixio pretrain", "pixio embed", "pixio evaluate knn", "pixio evaluate linear");
            assertThat(help.values().stream().distinct()).as(option).hasSize(1);
        }
    }

    @Test
    void hardwareOptionsMayBeMixedWithOthers() {
        Cli refused = Cli.run(
                "embed",
                "--device",
                "cpu",
                "--weights",
                "nowhere",
                "--batch-size",
                "4",
                "--data",
                "scenes:4",
                "--threads",
                "1",
                "--loader-threads",
                "1",
                "--out",
                "features.npy",
                "--precision",
                "fp32");

        assertThat(refused.err()).isEqualToIgnoringNewLines("pixio: there is no file or folder nowhere");
    }

    @Test
    void zeroThreadsAreWrongUsage() {
        Cli refused =
                Cli.run("embed", "--weights", "x", "--data", "scenes:4", "--out", "features.npy", "--threads", "0");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("threads must be at least 1, not 0");
    }
}
