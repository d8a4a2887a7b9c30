package dev.pixio.bench.fuzz;

import dev.pixio.bench.fuzz.FuzzWorker.Position;
import dev.pixio.io.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changed files of several kinds, read by a process with a small heap, which another continues after a crash or a hang.
 *
 * @param names of the kinds
 * @param out folder of the results
 * @param heap of the process, {@code 96m}
 */
record FuzzRound(List<String> names, Path out, String heap) {

    /** A worse round ends early: each crash costs the start of a process. */
    private static final int MOST_CRASHES = 50;

    /**
     * Reads the files.
     *
     * @param unit number of files of a kind with a share of 1
     * @param results receives a line per kind, and one per crash
     */
    void run(long seed, long unit, Consumer<ObjectNode> results) throws IOException, InterruptedException {
        int kind = 0;
        long first = 0;
        for (int crashes = 0; crashes < MOST_CRASHES; crashes++) {
            Path folder = Files.createTempDirectory(out, "fuzz-");
            int code = worker(folder, seed, unit, kind, first);
            if (Files.exists(folder.resolve(FuzzWorker.RESULTS))) {
                for (String line : Files.readAllLines(folder.resolve(FuzzWorker.RESULTS))) {
                    results.accept((ObjectNode) JsonMapper.shared().readTree(line));
                }
            }
            if (code == 0) {
                FileTree.delete(folder);
                return;
            }
            Position position = position(folder, code);
            results.accept(crash(seed, position, code, position.number() - (position.kind() == kind ? first : 0)));
            kind = position.kind();
            first = position.number() + 1;
            FileTree.delete(folder);
        }
    }

    private static Position position(Path folder, int code) throws IOException {
        if (Files.exists(folder.resolve(FuzzWorker.POSITION))) {
            return Position.in(folder);
        }
        throw new IOException("the process that reads changed files ended with exit code " + code + "; its output is "
                + folder.resolve("log"));
    }

    /** Keeps the file at which a process ended. What became of the files before it is not known. */
    private ObjectNode crash(long seed, Position position, int code, long before) throws IOException {
        String name = names.get(position.kind());
        String fault = code == FuzzWorker.HANG ? FuzzWorker.HANGING : "the process ended with exit code " + code;
        FaultFiles.keep(out, name, fault, Files.readAllBytes(Path.of(position.file())));
        ObjectNode line =
                JsonMapper.shared().createObjectNode().put("name", name).put("seed", seed);
        line.put("mutations", before + 1).put("faults", 1L);
        line.putObject("kinds").put(fault, 1L);
        return line;
    }

    private int worker(Path folder, long seed, long unit, int kind, long first)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Dpixio.launcher=" + System.getProperty("pixio.launcher", ""),
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + folder,
                "-XX:+UseSerialGC",
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                FuzzWorker.class.getName(),
                folder.toString(),
                Long.toString(seed),
                Long.toString(unit),
                Integer.toString(kind),
                Long.toString(first),
                String.join(",", names)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        process.getOutputStream().close();
        return process.waitFor();
    }
}
