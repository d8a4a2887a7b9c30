package dev.pixio.distributed.launch;

import dev.pixio.model.config.Require;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The processes that a {@link Launcher} starts on this host.
 *
 * @param processes their number
 * @param nodes number of hosts, each with as many processes
 * @param nodeRank number of this host, from 0
 * @param host name or address of host 0
 * @param port on which process 0 listens; 0 for any free one, if there is one host
 * @param cores processor cores to divide among the processes; empty to bind none
 * @param gpus names of the GPUs of this host, as CUDA knows them; empty if the processes use none
 */
public record LaunchPlan(
        int processes, int nodes, int nodeRank, String host, int port, List<Integer> cores, List<String> gpus) {

    /** The variable with the GPUs that CUDA shows to a process. */
    public static final String VISIBLE_GPUS = "CUDA_VISIBLE_DEVICES";

    private static final String ALLOWED = "Cpus_allowed_list:";

    public LaunchPlan {
        Require.that(processes >= 1, "--processes must be at least 1", processes);
        Require.that(nodes >= 1, "--nodes must be at least 1", nodes);
        Require.that(nodeRank >= 0 && nodeRank < nodes, "--node-rank must be 0 to " + (nodes - 1), nodeRank);
        Require.that(
                gpus.isEmpty() || processes <= gpus.size(),
                "--processes must be at most the number of GPUs, " + gpus.size(),
                processes);
        cores = List.copyOf(cores);
        gpus = List.copyOf(gpus);
    }

    /** The cores on which this process may run, on Linux; elsewhere none are known. */
    public static List<Integer> allowedCores() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(ALLOWED))
                    .flatMap(line -> Arrays.stream(
                            line.substring(ALLOWED.length()).strip().split(",")))
                    .flatMap(LaunchPlan::range)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /**
     * The names of the GPUs that this process may give to others.
     *
     * @param count number of GPUs that it sees
     * @param visible its own {@link #VISIBLE_GPUS}: numbers or UUIDs; empty if it sees all of this host
     */
    public static List<String> gpuNames(int count, String visible) {
        return visible.isBlank()
                ? IntStream.range(0, count).mapToObj(Integer::toString).toList()
                : Arrays.stream(visible.split(","))
                        .map(String::strip)
                        .limit(count)
                        .toList();
    }

    /** The numbers of {@code 3} or {@code 3-7}. */
    private static Stream<Integer> range(String text) {
        String[] ends = text.split("-", 2);
        int first = Integer.parseInt(ends[0]);
        return IntStream.rangeClosed(first, ends.length == 1 ? first : Integer.parseInt(ends[1]))
                .boxed();
    }

    /** With another port. */
    LaunchPlan withPort(int number) {
        return new LaunchPlan(processes, nodes, nodeRank, host, number, cores, gpus);
    }

    /** The number among all hosts of a process of this one. */
    int rank(int localRank) {
        return nodeRank * processes + localRank;
    }

    /**
     * The variables of a process: those of torchrun.
     *
     * @param attempt 0 at the first start
     */
    Map<String, String> environment(int localRank, int attempt) {
        Map<String, String> variables = new HashMap<>();
        variables.put("RANK", Integer.toString(rank(localRank)));
        variables.put("WORLD_SIZE", Integer.toString(nodes * processes));
        variables.put("LOCAL_RANK", Integer.toString(localRank));
        variables.put("MASTER_ADDR", host);
        variables.put("MASTER_PORT", Integer.toString(port));
        variables.put("TORCHELASTIC_RESTART_COUNT", Integer.toString(attempt));
        variables.put("TORCHELASTIC_USE_AGENT_STORE", "False"); // of a torchrun that this was started by
        variables.put(Launcher.PARENT, Long.toString(ProcessHandle.current().pid()));
        if (!gpus.isEmpty()) {
            variables.put(VISIBLE_GPUS, gpus.get(localRank));
        }
        return variables;
    }

    /**
     * Variables of all processes that are set only if the user has not set them: if there are more processes than cores, each has one
     * thread, because it would use all cores otherwise.
     */
    Map<String, String> defaults() {
        return cores.isEmpty() || cores.size() >= processes ? Map.of() : Map.of("OMP_NUM_THREADS", "1");
    }

    /**
     * The command of a process, bound to its cores if there is at least one for each.
     *
     * @param hasTaskset whether {@code taskset} is installed
     */
    List<String> command(List<String> command, int localRank, boolean hasTaskset) {
        int first = cores.size() * localRank / processes;
        int end = cores.size() * (localRank + 1) / processes;
        if (!hasTaskset || cores.size() < processes) {
            return command;
        }
        List<String> bound = new ArrayList<>(List.of(
                "taskset",
                "-c",
                IntStream.range(first, end)
                        .mapToObj(i -> Integer.toString(cores.get(i)))
                        .collect(Collectors.joining(","))));
        bound.addAll(command);
        return bound;
    }
}
