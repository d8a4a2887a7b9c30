package dev.pixio.distributed;

import dev.pixio.model.config.Require;
import java.util.Map;
import java.util.Optional;

/**
 * Which process of a group this is, and where the first one listens.
 *
 * @param starter what set the variables, for messages
 * @param rank number of this process, from 0
 * @param size number of processes
 * @param localRank number of this process on its host, from 0
 * @param host name or address of the host of process 0
 * @param port on which it listens
 * @param store who runs the store through which the processes find each other
 */
public record Rendezvous(String starter, int rank, int size, int localRank, String host, int port, StoreServer store) {

    private static final int FIRST_JOB_PORT = 20_000;
    private static final int JOB_PORTS = 20_000;

    /**
     * Who runs the store.
     *
     * @param external whether another program does; otherwise process 0
     * @param prefix of the keys in it, so that a restarted group does not read those of the group before
     */
    public record StoreServer(boolean external, String prefix) {

        /** Process 0. */
        public static final StoreServer FIRST_PROCESS = new StoreServer(false, "pixio");
    }

    public Rendezvous {
        Require.that(size >= 1, starter + ": the number of processes must be at least 1", size);
        Require.that(rank >= 0 && rank < size, starter + ": the rank must be 0 to " + (size - 1), rank);
        Require.that(localRank >= 0, starter + ": the local rank must be at least 0", localRank);
        Require.that(port >= 1 && port <= 65_535, starter + ": the port must be 1 to 65535", port);
    }

    /**
     * Reads the variables of the first of torchrun (also those of {@code pixio launch}), SLURM and Open MPI or PMIx that started
     * this process.
     *
     * @param environment of this process
     * @return empty if none of them did
     * @throws IllegalArgumentException if a variable is missing or not valid
     */
    public static Optional<Rendezvous> of(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        if (variables.has("RANK") && variables.has("WORLD_SIZE")) {
            return Optional.of(torchrun(variables));
        }
        if (variables.has("SLURM_PROCID") && variables.has("SLURM_STEP_NUM_TASKS")) {
            return Optional.of(slurm(variables));
        }
        if (variables.has("OMPI_COMM_WORLD_RANK")) {
            return Optional.of(openMpi(variables));
        }
        if (variables.has("PMI_RANK") && variables.has("PMI_SIZE")) {
            return Optional.of(pmi(variables));
        }
        return Optional.empty();
    }

    private static Rendezvous torchrun(Variables variables) {
        Variables from = variables.of("torchrun's variables");
        boolean agent = from.text("TORCHELASTIC_USE_AGENT_STORE", "").equalsIgnoreCase("true");
        String attempt = from.text("TORCHELASTIC_RESTART_COUNT", "0");
        return new Rendezvous(
                from.starter(),
                from.number("RANK"),
                from.number("WORLD_SIZE"),
                from.number("LOCAL_RANK", from.number("RANK")),
                from.text("MASTER_ADDR"),
                from.number("MASTER_PORT"),
                new StoreServer(agent, "pixio/attempt-" + attempt));
    }

    /** Within {@code srun}. Process 0 runs on the first host of the step. */
    private static Rendezvous slurm(Variables variables) {
        Variables from = variables.of("SLURM's variables");
        String hosts = from.text("SLURM_STEP_NODELIST", from.text("SLURM_JOB_NODELIST", ""));
        int job = from.number("SLURM_JOB_ID", 0);
        return new Rendezvous(
                from.starter(),
                from.number("SLURM_PROCID"),
                from.number("SLURM_STEP_NUM_TASKS"),
                from.number("SLURM_LOCALID", 0),
                from.text("MASTER_ADDR", hosts.isEmpty() ? "" : HostList.first(hosts)),
                from.number("MASTER_PORT", FIRST_JOB_PORT + job % JOB_PORTS),
                new StoreServer(
                        false,
                        "pixio/step-" + from.text("SLURM_STEP_ID", "0") + "-" + from.text("SLURM_RESTART_COUNT", "0")));
    }

    private static Rendezvous openMpi(Variables variables) {
        Variables from = variables.of("Open MPI's variables");
        int size = from.number("OMPI_COMM_WORLD_SIZE");
        boolean oneHost = from.number("OMPI_COMM_WORLD_LOCAL_SIZE", 0) == size;
        return new Rendezvous(
                from.starter(),
                from.number("OMPI_COMM_WORLD_RANK"),
                size,
                from.number("OMPI_COMM_WORLD_LOCAL_RANK", 0),
                oneHost ? from.text("MASTER_ADDR", "127.0.0.1") : from.text("MASTER_ADDR"),
                from.number("MASTER_PORT", FIRST_JOB_PORT),
                StoreServer.FIRST_PROCESS);
    }

    private static Rendezvous pmi(Variables variables) {
        Variables from = variables.of("PMI's variables");
        return new Rendezvous(
                from.starter(),
                from.number("PMI_RANK"),
                from.number("PMI_SIZE"),
                from.number("MPI_LOCALRANKID", from.number("PMI_RANK")),
                from.text("MASTER_ADDR"),
                from.number("MASTER_PORT", FIRST_JOB_PORT),
                StoreServer.FIRST_PROCESS);
    }

    /** Variables of the environment, with errors that name them. */
    private record Variables(Map<String, String> environment, String starter) {

        Variables(Map<String, String> environment) {
            this(environment, "");
        }

        Variables of(String named) {
            return new Variables(environment, named);
        }

        boolean has(String name) {
            return !text(name, "").isEmpty();
        }

        String text(String name, String otherwise) {
            String value = environment.getOrDefault(name, "").strip();
            return value.isEmpty() ? otherwise : value;
        }

        String text(String name) {
            String value = text(name, "");
            if (value.isEmpty()) {
                throw new IllegalArgumentException(starter + ": " + name + " is missing"
                        + (name.equals("MASTER_ADDR") ? "; set it to the host of process 0" : ""));
            }
            return value;
        }

        int number(String name) {
            return parse(name, text(name));
        }

        int number(String name, int otherwise) {
            return has(name) ? number(name) : otherwise;
        }

        private int parse(String name, String value) {
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(starter + ": " + name + " is not a number: '" + value + "'", e);
            }
        }
    }
}
