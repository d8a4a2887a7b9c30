package dev.pixio.bench.fuzz;

import dev.pixio.bench.fuzz.FuzzTrial.Outcome;
import dev.pixio.bench.fuzz.FuzzTrial.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A process that reads changed files: a crash or a hang ends it and not the whole. It records its {@link Position} before it reads
 * a file, in memory of the file system, and a line of results after the last file of a kind.
 */
public final class FuzzWorker {

    /** Exit code of a reader that did not return in time. */
    static final int HANG = 3;

    /** Name of the file of {@link Position}. */
    static final String POSITION = "position";

    /** Name of the file of results. */
    static final String RESULTS = "results.jsonl";

    /** Processor time for a file. */
    private static final Duration COMPUTING = Duration.ofSeconds(5);

    /** Time for a file. */
    private static final Duration WAITING = Duration.ofMinutes(1);

    /** The fault of a file that takes longer. */
    static final String HANGING = "no answer in " + COMPUTING.toSeconds() + " seconds of processor time, or in "
            + WAITING.toSeconds() + " seconds";

    /** Name of the file of the number. */
    private static final String NUMBER = "number";

    private final Path folder;
    private final long seed;
    private final MappedByteBuffer number;
    private volatile long started = Watchdog.NONE;

    /**
     * Where a process is.
     *
     * @param kind index of the kind of file
     * @param number of the changed file
     * @param file that is read
     */
    record Position(int kind, long number, String file) {

        static Position in(Path folder) throws IOException {
            Position first =
                    JsonMapper.shared().readValue(Files.readAllBytes(folder.resolve(POSITION)), Position.class);
            long number =
                    ByteBuffer.wrap(Files.readAllBytes(folder.resolve(NUMBER))).getLong();
            return new Position(first.kind, number, first.file);
        }

        /** Of the first file of a kind; the numbers of the others are written where this process has mapped them. */
        void write(Path folder) throws IOException {
            Files.write(folder.resolve(POSITION), JsonMapper.shared().writeValueAsBytes(this));
        }
    }

    private FuzzWorker(Path folder, long seed) throws IOException {
        this.folder = folder;
        this.seed = seed;
        try (FileChannel file = FileChannel.open(
                folder.resolve(NUMBER), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            this.number = file.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        }
    }

    /**
     * Arguments: the folder of the process inside that of the results, the seed, the number of files of a kind with a share of
     * 1, the first kind, the first number, and the names of the kinds.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        FuzzWorker worker = new FuzzWorker(folder, Long.parseLong(arguments[1]));
        List<String> names = List.of(arguments[5].split(","));
        List<FuzzTarget> targets = FuzzTargets.create(Files.createDirectory(folder.resolve("files")), names).stream()
                .filter(target -> names.contains(target.name()))
                .toList();
        new Watchdog(Thread.currentThread(), () -> worker.started, COMPUTING, WAITING)
                .start(() -> Runtime.getRuntime().halt(HANG));
        long first = Long.parseLong(arguments[4]);
        for (int kind = Integer.parseInt(arguments[3]); kind < targets.size(); kind++) {
            worker.run(
                    kind,
                    targets.get(kind),
                    first,
                    Long.parseLong(arguments[2]) * targets.get(kind).share());
            first = 0;
        }
        Runtime.getRuntime().halt(0); // an encoder is open
    }

    private void run(int kind, FuzzTarget target, long first, long end) throws IOException {
        FuzzTrial trial = new FuzzTrial(target);
        Map<Outcome, Long> counts = new LinkedHashMap<>();
        Map<String, Long> faults = new LinkedHashMap<>();
        number.putLong(0, first);
        new Position(kind, first, target.file().toString()).write(folder);
        for (long next = first; next < end; next++) {
            byte[] input = trial.input(seed, next);
            number.putLong(0, next); // a system call for each file would take longer than reading many of them
            started = System.nanoTime();
            Verdict verdict = trial.judge(input);
            started = Watchdog.NONE;
            counts.merge(verdict.outcome(), 1L, Long::sum);
            if (verdict.outcome() == Outcome.FAULT && faults.merge(verdict.fault(), 1L, Long::sum) == 1) {
                FaultFiles.keep(folder.toAbsolutePath().resolveSibling(""), target.name(), verdict.fault(), input);
            }
        }
        ObjectNode result = JsonMapper.shared()
                .createObjectNode()
                .put("name", target.name())
                .put("seed", seed);
        result.put("mutations", end - first);
        result.put("read", counts.getOrDefault(Outcome.READ, 0L));
        result.put("refused", counts.getOrDefault(Outcome.REFUSED, 0L));
        result.put("faults", counts.getOrDefault(Outcome.FAULT, 0L));
        faults.forEach(result.putObject("kinds")::put);
        Files.write(
                folder.resolve(RESULTS),
                (result + "\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
