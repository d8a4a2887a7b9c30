package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixio.precision.AutoPrecision;
import dev.pixio.torch.Libtorch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class MainTest {

    @ParameterizedTest
    @CsvSource({
        "pretrian, unknown command or argument 'pretrian'; did you mean pretrain?",
        "pretrain --bach-size=4, unknown option '--bach-size'; did you mean --batch-size?",
        "pretrain --zzzzzzzzzz, unknown option '--zzzzzzzzzz'",
        "pretrain --recipe fast, '--recipe: no recipe ''fast''; the recipes are first, quick, lightly, paper, dense, mae'",
        "pretrain --batch-size 0, '--batch-size: batch size must be at least 1, not 0'",
        "pretrain --image-size 100, --image-size: an image of 100 x 100 pixels cannot be cut into patches of 8: both sides must be"
                + " multiples of it",
        "pretrain --mask-cell 4, --mask-cell: a grid of 6 x 6 patches cannot be cut into mask cells of 4 x 4: both sides must be"
                + " multiples of 4",
        "pretrain --decoder 512x32, '--decoder must be like 512x32x16, not 512x32'",
        "pretrain --micro-batch many, '--micro-batch must be auto or at least 1, not many'",
        "pretrain --precision fp8, '--precision: precision must be auto, fp32 or bf16, not ''fp8'''",
        "pretrain --loader-threads 100000, '--loader-threads: loader threads must be at most 1024, not 100000'",
        "pretrain --threads 100000, '--threads: threads must be at most 1024, not 100000'",
        "data check x --threads 100000, 'threads must be at most 1024, not 100000'",
        "data check x --threads 0, 'threads must be at least 1, not 0'",
        "embed --weights x --data y --out z.npy --threads 100000, '--threads: threads must be at most 1024, not 100000'",
        "embed --weights x --data y --out z.npy --loader-threads 100000, '--loader-threads: the number of decoding threads must be at most"
                + " 1024, not 100000'",
        "pretrain --lr -1, '--lr: learning rate must be more than 0, not -1.0'",
        "convert --from a --to b --layout keras, '--layout: no layout ''keras''; there is pixio, official, lightly, lightly-split,"
                + " timm, huggingface, mae'",
        "convert --from a --to b --dtype fp8, '--dtype: no dtype ''fp8''; there is keep, fp32, fp16, bf16'",
        "convert --from a --to b --shard-size large, '--shard-size must be like 5GB or 500MB, not large'",
        "data, 'missing command: check, score, curate, stats, show or scenes'",
        "checkpoints, 'missing command: list, verify or prune'",
        "export, missing command: onnx",
        "export --weights runs/mine, missing command before --weights: onnx",
        "evaluate --weights=runs/mine, 'missing command before --weights: knn, linear, dense, segmentation or depth'",
        "evaluate --data photos, 'missing command before --data: knn, linear, segmentation or depth'",
        "export --zzzzzzzzzz, unknown option '--zzzzzzzzzz'"
    })
    void wrongUsageIsOneLineAndAHint(String arguments, String message) {
        Cli cli = Cli.run(arguments.split(" ", -1));

        assertThat(cli.code()).isEqualTo(2);
        List<String> lines = cli.err().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("pixio: " + message);
        assertThat(lines.get(1)).startsWith("See pixio").endsWith("--help");
    }

    @Test
    void aFailureIsOneLineWithoutDebug() {
        String[] arguments = {"pretrain", "--data", "/no/such/folder", "--out", "/no/such/run"};

        Cli cli = Cli.run(arguments);
        Cli debugged = Cli.run("--debug", "pretrain", "--data", "/no/such/folder");

        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err().lines()).hasSize(1).first().asString().contains("/no/such/folder");
        assertThat(debugged.err()).contains("\tat dev.pixio.");
    }

    @Test
    void aFolderWithoutItsOptionIsRefusedWithTheOption(@TempDir Path folder) throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.createFile(run.resolve("config.yaml"));
        Files.createFile(run.resolve("metrics.jsonl"));

        assertThat(Cli.run("pretrain", folder.toString()).err())
                .startsWith("pixio: unknown command or argument '" + folder + "'; did you mean --data " + folder + "?");
        assertThat(Cli.run("pretrain", run.toString()).err()).contains("; did you mean --resume " + run + "?");
        assertThat(Cli.run("pretrain", folder.resolve("gone").toString()).err()).doesNotContain("did you mean");
        assertThat(Cli.run("embed", run.toString()).err()).contains("; --weights, --data and --out are missing");
    }

    @Test
    void onlyNativeLibrariesAreCalledNative() {
        assertThat(failure(new ExceptionInInitializerError(new UnsatisfiedLinkError("no jnitorch"))))
                .isEqualTo("pixio: a native library cannot be loaded: no jnitorch");
        assertThat(failure(new NoSuchMethodError("'int a.B.c()'")))
                .isEqualTo("pixio: a Java class cannot be loaded, or is of another version than its callers:"
                        + " NoSuchMethodError: 'int a.B.c()'");
        assertThat(failure(new ExceptionInInitializerError(new IllegalStateException("no setting"))))
                .endsWith("its callers: IllegalStateException: no setting");
    }

    private static String failure(LinkageError error) {
        StringWriter err = new StringWriter();
        Runnable fails = () -> {
            throw error;
        };
        CommandLine line = Main.commandLine().setErr(new PrintWriter(err, true));
        CommandLine failing = new CommandLine(CommandSpec.wrapWithoutInspection(fails)).setErr(line.getErr());
        failing.setExecutionExceptionHandler(line.getExecutionExceptionHandler());
        line.addSubcommand("fails", failing);
        assertThat(line.execute("fails")).isEqualTo(1);
        return err.toString().strip();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pretrain",
                "reconstruct",
                "convert",
                "data",
                "data check",
                "models",
                "info",
                "export onnx",
                "report"
            })
    void everyCommandHasHelpWithoutMarkup(String command) {
        Cli cli = Cli.run((command + " --help").strip().split(" ", -1));

        assertThat(cli.code()).isZero();
        assertThat(cli.out()).startsWith("Usage: pixio").doesNotContain("\u001b", "@|", "${");
    }

    @Test
    void helpIsACommandToo() {
        assertThat(Cli.run("help").out()).isEqualTo(Cli.run("--help").out());
        assertThat(Cli.run("help", "pretrain").out())
                .isEqualTo(Cli.run("pretrain", "--help").out());
    }

    @Test
    void theHelpOfPretrainNamesDefaultsAndUnits() {
        String help = Cli.run("pretrain", "--help").out();

        assertThat(help)
                .contains("--batch-size=IMAGES", "--image-size=N|HxW", "--max-steps=N")
                .contains("(default: 0.75)", "Exit codes:", "Examples:");
    }

    @Test
    void modelsAndInfoPrintTables() {
        assertThat(Cli.run("models").out()).contains("ViT-S", "21.6 M", "123.1 M", "lightly", "quick");
        assertThat(Cli.run("info").out()).contains("libtorch", "auto selects", "devices        cpu");
        assertThat(Cli.run("--version").out()).startsWith("pixio ");
    }

    @Test
    void infoPrintsWhatAutoSelectsAndWhy() {
        assumeThat(Libtorch.devices())
                .as("a GPU is selected where there is one")
                .containsExactly("cpu");
        String rates = "(?s).*auto selects   the CPU, and the precision that was faster .*"
                + "\\n +(fp32|bf16) \\(fp32 [1-9]\\d*, bf16 [1-9]\\d* GFLOP/s\\) for .*";
        String noBf16 = "(?s).*auto selects   the CPU in fp32, since bf16 would be slower .*"
                + "\\n +fp32 \\(fp32 [1-9]\\d* GFLOP/s\\) for .*";

        assertThat(Cli.run("info").out()).matches(AutoPrecision.isBf16Possible() ? rates : noBf16);
    }
}
