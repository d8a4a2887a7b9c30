package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every option of every command: given twice, without a value, with an empty one, with one of another kind. */
class OptionsTest {

    private static final CommandLine COMMANDS = Main.commandLine();

    private static final Set<Class<?>> NUMBERS =
            Set.of(int.class, Integer.class, long.class, Long.class, double.class, Double.class);

    /** Words of picocli and of Java, which no message should have. */
    private static final String INTERNALS =
            "(?i).*(java|picocli|exception|index|\\bint\\b|\\blong\\b|\\bdouble\\b|enum|invalid value|required|arity|match).*";

    static Stream<String> commandNames() {
        return leaves(COMMANDS).map(OptionsTest::path);
    }

    private static Stream<CommandLine> leaves(CommandLine command) {
        Collection<CommandLine> inner = command.getSubcommands().values();
        return inner.isEmpty() ? Stream.of(command) : inner.stream().flatMap(OptionsTest::leaves);
    }

    static Stream<Arguments> optionsWithValues() {
        return leaves(COMMANDS)
                .flatMap(command -> options(command).stream()
                        .filter(option -> option.arity().max() > 0)
                        .map(option -> arguments(path(command), option.longestName())));
    }

    @ParameterizedTest
    @MethodSource("commandNames")
    void theLastOfAnOptionThatIsGivenTwiceHolds(String path) {
        CommandLine root = Main.commandLine();
        CommandLine command = command(root, path);
        // A hidden name of earlier versions sets the same value as the name of today.
        List<OptionSpec> options =
                options(command).stream().filter(option -> !option.hidden()).toList();
        List<String> line = new ArrayList<>(List.of(path.split(" ", -1)));
        options.forEach(option -> line.add(word(option, 0)));
        line.addAll(positionals(command));

        for (OptionSpec twice : options) {
            List<String> repeated = new ArrayList<>(line);
            repeated.add(word(twice, 1));
            root.parseArgs(repeated.toArray(String[]::new));

            assertThat(options).allSatisfy(option -> {
                boolean repeats = option.longestName().equals(twice.longestName());
                Object last = repeats ? typed(option, 1) : typed(option, 0);
                boolean list = option.isMultiValue();
                Object expected = !list ? last : repeats ? List.of(typed(option, 0), last) : List.of(last);
                assertThat(option.<Object>getValue()).as(option.longestName()).isEqualTo(expected);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pretrain, --checkpoint-activations --no-checkpoint-activations, checkpoint-activations, false",
        "pretrain, --no-checkpoint-activations --checkpoint-activations, checkpoint-activations, true",
        "evaluate knn --weights a, --baselines --no-baselines, baselines, false",
        "evaluate knn --weights a, --no-baselines --seed 1 --baselines, baselines, true",
    })
    void theLastOfASwitchAndItsOppositeHolds(String path, String switches, String name, boolean expected) {
        CommandLine root = Main.commandLine();
        String[] words = (path + " " + switches).split(" ", -1);

        root.parseArgs(words);

        CommandLine command = command(root, path.replaceAll(" --.*", ""));
        assertThat(command.getCommandSpec().findOption("--" + name).<Object>getValue())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("optionsWithValues")
    void aWrongValueIsNamedWithItsOption(String command, String name) {
        ArgSpec option = command(command).getCommandSpec().findOption(name);
        if (NUMBERS.contains(type(option)) || type(option).isEnum()) {
            assertThat(error(command, name + "=1e5x")).contains(name, "'1e5x'").doesNotMatch(INTERNALS);
            assertThat(error(command, name, "many")).contains(name, "'many'").doesNotMatch(INTERNALS);
        }
    }

    @ParameterizedTest
    @MethodSource("optionsWithValues")
    void anEmptyOrMissingValueIsNamedWithItsOption(String command, String name) {
        assertNames(name, error(command, name + "="), "");
        assertNames(name, error(command, name, ""), "");
        if (command(command).getCommandSpec().findOption(name).arity().min() > 0) {
            assertNames(name, error(command, name), " needs a value");
            assertNames(name, error(command, name, "--debug"), "");
        }
    }

    /** An option may be called --index. */
    private static void assertNames(String name, String message, String followed) {
        assertThat(message).contains(name + followed);
        assertThat(message.replace(name, "")).doesNotMatch(INTERNALS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "embed --weight runs/mine --data photos --out f.csv | unknown option '--weight'; did you mean --weights?",
                "embed --weight=runs/mine --data photos --out f.csv | unknown option '--weight'; did you mean --weights?",
                "embed runs/mine --data photos --out f.csv | unknown command or argument 'runs/mine'; --weights is missing",
                "embed | --weights, --data and --out are missing",
                "evaluate knn --data photos | --weights is missing",
                "evaluate | 'missing command: knn, linear, dense, segmentation or depth'",
                "data check | SOURCE is missing",
                "checkpoints prune runs/mine | --keep-last is missing",
                "pretrain --epochs ten | --epochs must be a whole number up to 2147483647, not 'ten'",
                "pretrain --epochs 1.5 | --epochs must be a whole number up to 2147483647, not '1.5'",
                "pretrain --epochs 99999999999 | --epochs must be a whole number up to 2147483647, not '99999999999'",
                "pretrain --lr 1,5e-4 | --lr must be a number, not '1,5e-4'",
                "pretrain --lr --epochs 3 | --lr needs a value, a number; --epochs follows",
                "pretrain --positions fixed | --positions must be learned or sincos, not 'fixed'",
                "pretrain --jpeg-scaling maybe | --jpeg-scaling must be on or off, not 'maybe'",
                "pretrain --quiet=perhaps | --quiet must be true or false, or no value, not 'perhaps'",
                "pretrain --ui 80000 | '--ui: a port is a number from 0 to 65535, not ''80000'''",
                "evaluate knn --weights a --k 10,many | --k must be a whole number up to 2147483647, not 'many'",
                "pretrain --data photos --scenes 8 | --data and --scenes cannot be combined: photos are images of yours",
                "embed -w runs/mine --data photos --out f.csv | unknown option '-w'; did you mean --weights?",
                "pretrain -d photos | unknown option '-d'",
                "pretrain --lr 0 | '--lr: learning rate must be more than 0, not 0.0'",
                "pretrain --lr -1 --epochs 0 | '--lr: learning rate must be more than 0, not -1.0'",
                "pretrain --max-steps -1 | --max-steps: max steps must be at least 0 (0 is no limit), not -1",
                "pretrain --epochs 3 --image-size 100 | --image-size: an image of 100 x 100 pixels cannot be cut into patches of 8: both sides must be multiples of it",
                "pretrain --model 64x2x2 --mask-cell 4 | --mask-cell: a grid of 6 x 6 patches cannot be cut into mask cells of 4 x 4: both sides must be multiples of 4",
                "pretrain --model 64x2x3 | --model: encoder width 64 is not a multiple of its 3 heads",
                "pretrain --heads 4 | --heads is for the weights of --init, which is missing; --model and --decoder set the heads of new weights",
                "pretrain --decoder-heads 4 | --decoder-heads is for the weights of --init, which is missing; --model and --decoder set the heads of new weights",
                "pretrain --heads 0 | --heads must be at least 1, not 0",
                "pretrain --freeze-blocks 1 | '--freeze-blocks is for the weights of --init, which is missing: new weights would stay as they are'",
                "pretrain --freeze-encoder-for 0.1 | '--freeze-encoder-for is for the weights of --init, which is missing: new weights would stay as they are'",
                "embed --weights a --data b --out f.csv --pool mean | '--pool: unknown pooling ''mean''; choose one of class-mean, class-concat, patch-mean, patches, maps'",
                "embed --weights a --data b --out f.csv --norm no | --norm: the norm is before or after, not no",
                "embed --weights a --data b --out f.csv --image-size big | '--image-size: a size is one number or HEIGHTxWIDTH, such as 256 or 256x384, not ''big'''",
                "embed --weights a --data b --out f.csv --threads 0 | --threads: threads must be at least 1, not 0",
                "embed --weights a --data b --out f.csv --heads 0 | --heads must be at least 1, not 0",
                "evaluate knn --weights a --k 0 | --k: each k must be at least 1, not [0]",
                "evaluate knn --weights a --temperature 0 | --temperature: the temperature must be more than 0, not 0.0",
                "evaluate linear --weights a --epochs 0 | --epochs: a probe needs at least one epoch and one image per step, not 0 and 256",
                "evaluate linear --weights a --batch-size 0 | --batch-size: the batch size must be at least 1, not 0",
                "evaluate knn --weights a --heads -1 | --heads must be at least 1, not -1",
                "convert --from a --to b.pth --shard-size 0 | --shard-size: a shard must have at least 1 byte, not 0",
                "convert --from a --to b.pth --decoder-heads 0 | --decoder-heads must be at least 1, not 0",
                "convert --from a --to b.pth --layout x | '--layout: no layout ''x''; there is pixio, official, lightly, lightly-split, timm, huggingface, mae'",
                "export onnx --weights a --out b.onnx --norm no | --norm: the norm is before or after, not no",
                "export onnx --weights a --out b.onnx --heads 0 | --heads must be at least 1, not 0",
                "reconstruct --weights a --image b --out c.png --heads 0 | --heads must be at least 1, not 0",
                "reconstruct --weights a --image b --out c.png --patch-statistics masked | --patch-statistics must be original or visible, not 'masked'",
                "data scenes --out a --size 1 | --size: scenes can be 32 to 2048 pixels wide, not 1",
                "data scenes --out a --count 0 | --count: the number of scenes must be at least 1, not 0",
                "checkpoints prune a --keep-last 0 | --keep-last: checkpoints to keep must be at least 1, not 0",
                "pretrain --recipe quick --config a.yaml | --recipe and --config cannot be combined",
            })
    void mistakesAreInPlainWords(String line, String message) {
        assertThat(error(line.strip().split(" ", -1))).isEqualTo("pixio: " + message);
    }

    /** The line about wrong usage, with all that the command requires besides. */
    private static String error(String command, String... more) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        CommandLine line = command(command);
        words.addAll(positionals(line));
        options(line).stream()
                .filter(option -> option.required() && !more[0].split("=", 2)[0].equals(option.longestName()))
                .forEach(option -> words.add(option.longestName() + "=" + value(option, 0)));
        words.addAll(List.of(more));
        return error(words.toArray(String[]::new));
    }

    /** The line about wrong usage; it is followed by a hint. */
    private static String error(String[] words) {
        StringWriter err = new StringWriter();
        int code = COMMANDS.setErr(new PrintWriter(err, true)).execute(words);
        assertThat(code).as(err.toString()).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2);
        return err.toString().lines().findFirst().orElseThrow();
    }

    private static String path(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^pixio ", "");
    }

    private static CommandLine command(String path) {
        return command(COMMANDS, path);
    }

    private static CommandLine command(CommandLine root, String path) {
        CommandLine line = root;
        for (String word : path.split(" ", -1)) {
            line = Objects.requireNonNull(line.getSubcommands().get(word), path);
        }
        return line;
    }

    private static List<OptionSpec> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .toList();
    }

    private static List<String> positionals(CommandLine command) {
        return command.getCommandSpec().positionalParameters().stream()
                .map(OptionsTest::value)
                .toList();
    }

    /** Its label, or the first choice if there are choices. */
    private static String value(PositionalParamSpec parameter) {
        Object[] choices = parameter.type().getEnumConstants();
        return choices == null ? parameter.paramLabel() : choices[0].toString();
    }

    private static String word(OptionSpec option, int round) {
        return option.arity().max() == 0 ? option.longestName() : option.longestName() + "=" + value(option, round);
    }

    private static Class<?> type(ArgSpec option) {
        return option.isMultiValue() ? option.typeInfo().getAuxiliaryTypes()[0] : option.type();
    }

    private static String value(OptionSpec option, int round) {
        Class<?> type = type(option);
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants[round % constants.length].toString();
        }
        return NUMBERS.contains(type) ? "1" + round : "word" + round;
    }

    private static Object typed(OptionSpec option, int round) {
        String text = value(option, round);
        Class<?> type = type(option);
        if (option.arity().max() == 0) {
            return true;
        }
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == long.class || type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == double.class || type == Double.class) {
            return Double.valueOf(text);
        }
        if (type == Path.class) {
            return Path.of(text);
        }
        if (type == URI.class) {
            return URI.create(text);
        }
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.toString().equals(text))
                        .findFirst()
                        .orElseThrow()
                : text;
    }
}
