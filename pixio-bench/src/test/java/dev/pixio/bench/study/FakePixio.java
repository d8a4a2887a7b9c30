package dev.pixio.bench.study;

import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the files of trainings and evaluations without doing either. Accuracy is a tenth of the seed, 1 more for trained ones. */
final class FakePixio implements PixioCommand {

    /** The commands that were run, without options that are paths. */
    final List<String> commands = new ArrayList<>();

    /** Called before each command. */
    Hook hook = arguments -> 0;

    /** Decides the exit code of a command; 0 lets it do its work. */
    interface Hook {
        int before(List<String> arguments) throws IOException;
    }

    @Override
    public int run(List<String> arguments, Path log) throws IOException {
        commands.add(String.join(
                " ", arguments.stream().filter(word -> !word.contains("/")).toList()));
        int code = hook.before(arguments);
        if (code != 0) {
            Files.writeString(log, "pixio: no space left\nSee pixio --help\n", StandardOpenOption.APPEND);
            return code;
        }
        if (arguments.get(0).equals("pretrain")) {
            pretrain(Path.of(value(arguments, "out")));
        } else {
            evaluate(arguments);
        }
        return 0;
    }

    private static void pretrain(Path run) throws IOException {
        Files.createDirectories(run);
        PlanFile.write(run.resolve("config.yaml"), TrainingPlan.recipe("quick").build());
        Files.writeString(run.resolve("metrics.jsonl"), """
                {"step":1,"epoch":0,"loss":1.0,"images":8,"seconds":2.0}
                {"step":2,"epoch":0,"loss":0.5,"images":8,"seconds":2.0}
                """);
        Files.writeString(run.resolve("environment.json"), """
                {"starts": [{"machine": {"processor": "Model T", "processors": 2, "threads": 2},
                  "software": {"Pixio": "1", "Java": "17", "libtorch": "2"},
                  "run": {"device": "cpu", "precision": "fp32"}}]}
                """);
    }

    private static void evaluate(List<String> arguments) throws IOException {
        double accuracy = 0.1 * Integer.parseInt(value(arguments, "seed"));
        String rows = row("run", accuracy + 0.01)
                + (arguments.contains("--baselines")
                        ? "," + row("untrained", accuracy) + "," + row("pixels", 0.5)
                        : "");
        String protocol = arguments.get(1);
        Files.writeString(
                Path.of(value(arguments, "json")),
                "{\"" + protocol + "\": {\"protocol\": \"" + protocol
                        + "\", \"description\": \"votes\", \"train\": \"a\"," + " \"test\": \"b\", \"rows\": [" + rows
                        + "]}}");
    }

    private static String row(String name, double accuracy) {
        return String.format(
                Locale.ROOT,
                "{\"name\": \"%s\", \"outcomes\": [{\"name\": \"k = 20\", \"images\": 100, \"top1\": %.3f}]}",
                name,
                accuracy);
    }

    static String value(List<String> arguments, String option) {
        return arguments.stream()
                .filter(word -> word.startsWith("--" + option + "="))
                .map(word -> word.substring(option.length() + 3))
                .findFirst()
                .orElseThrow();
    }
}
