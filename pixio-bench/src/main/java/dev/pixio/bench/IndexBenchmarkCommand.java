package dev.pixio.bench;

import dev.pixio.data.folder.PathTable;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code pixio bench index}. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        description = {
            "Measures memory and time per path of the list of a folder's images, as JSON.",
            "",
            "The paths are synthetic: 00123/00123_0004567.jpg, 10000 per folder; no files are created or read. A hundred"
                    + " million paths need a heap of 4 GB: PIXIO_JAVA_OPTS=-Xmx4g."
        })
final class IndexBenchmarkCommand implements Callable<Integer> {

    private static final int PER_FOLDER = 10_000;

    /** Paths that are read back, evenly distributed. */
    private static final int LOOKED_UP = 1_000_000;

    private static final int WARM_UP = 100_000;

    private static final int MAX_COLLECTIONS = 30;

    @Spec
    private CommandSpec spec;

    @Option(names = "--paths", paramLabel = "N", description = "Number of paths (default: 20000000).")
    private long paths = 20_000_000;

    @Override
    public Integer call() throws InterruptedException {
        if (paths < 1) {
            throw new ParameterException(spec.commandLine(), "--paths must be at least 1, not " + paths);
        }
        fill(WARM_UP); // else objects of class loading that die meanwhile are subtracted from the table's memory
        long before = used();
        long start = System.nanoTime();
        PathTable table = fill(paths);
        double filled = seconds(start);
        long held = used() - before;
        start = System.nanoTime();
        long letters = LongStream.range(0, LOOKED_UP)
                .map(i -> table.get(i * paths / LOOKED_UP).length())
                .sum();
        double lookedUp = seconds(start);
        ObjectNode result = JsonMapper.shared().createObjectNode();
        result.put("paths", table.size());
        result.put("characters", round((double) letters / LOOKED_UP));
        result.put("nameBytes", name(0).length());
        result.put("bytes", held);
        result.put("bytesAPath", round((double) held / paths));
        result.put("pathsPerSecond", Math.round(paths / filled));
        result.put("lookUpsPerSecond", Math.round(LOOKED_UP / lookedUp));
        spec.commandLine().getOut().println(result);
        return 0;
    }

    private static PathTable fill(long paths) {
        PathTable table = new PathTable();
        String folder = "";
        for (long i = 0; i < paths; i++) {
            if (i % PER_FOLDER == 0) {
                folder = folder(i);
            }
            table.add(folder, name(i));
        }
        return table;
    }

    private static String folder(long index) {
        return String.format(Locale.ROOT, "%05d/", index / PER_FOLDER);
    }

    private static String name(long index) {
        String number = Long.toString(10_000_000 + index % PER_FOLDER).substring(1);
        return Long.toString(100_000 + index / PER_FOLDER).substring(1) + "_" + number + ".jpg";
    }

    /** Bytes of live objects: collects until three collections in a row free nothing more. */
    private static long used() throws InterruptedException {
        long least = Long.MAX_VALUE;
        int unchanged = 0;
        for (int i = 0; i < MAX_COLLECTIONS && unchanged < 3; i++) {
            System.gc();
            Thread.sleep(50);
            long used =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            unchanged = used < least ? 0 : unchanged + 1;
            least = Math.min(least, used);
        }
        return least;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
