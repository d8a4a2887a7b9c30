package dev.pixio.spark;

import dev.pixio.cli.launch.ContinuedTraining;
import dev.pixio.distributed.launch.Launcher;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;
import org.apache.spark.resource.ResourceInformation;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** A task of a training: one process of the group, whose rank is the number of the task. */
final class TrainingTask extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>> implements Serializable {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int USAGE = 2;

    private final ArrayList<String> pretrain;
    private final ArrayList<String> javaOptions;

    /**
     * @param pretrain options of {@code pixio pretrain}
     * @param javaOptions of the JVM of the process
     */
    TrainingTask(List<String> pretrain, List<String> javaOptions) {
        this.pretrain = new ArrayList<>(pretrain);
        this.javaOptions = new ArrayList<>(javaOptions);
    }

    /**
     * Runs the process.
     *
     * @return its exit code, 0 or that of wrong usage, which a further attempt would not change
     * @throws IllegalStateException if it failed; Spark then starts all tasks again
     */
    @Override
    public Iterator<Integer> apply(Iterator<Integer> ranks) {
        BarrierTaskContext context = BarrierTaskContext.get();
        try {
            int code = run(context);
            if (code != 0 && code != USAGE) {
                throw new IllegalStateException("process " + context.partitionId()
                        + " of the training failed with exit code " + code + "; its output is in that of its executor");
            }
            return scala.collection.Iterator$.MODULE$.single(code);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the task was stopped", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(BarrierTaskContext context) throws IOException, InterruptedException {
        boolean first = context.stageAttemptNumber() == 0;
        List<String> arguments = new ArrayList<>(List.of("pretrain"));
        arguments.addAll(first ? pretrain : ContinuedTraining.of(pretrain));
        if (!ContinuedTraining.has(pretrain, "--threads")) {
            arguments.addAll(List.of("--threads", Integer.toString(context.cpus())));
        }
        if (context.partitionId() == 0 && !first) {
            EarlierAttempt.awaitEnd(pretrain, context::isInterrupted);
        }
        Map<String, String> variables = variables(context);
        String prefix = "[" + context.partitionId() + "] ";
        return new ChildProcess(JavaCommand.pixio(javaOptions, arguments), variables, prefix)
                .run(context::isInterrupted);
    }

    /** As {@code pixio launch} sets them. */
    private static Map<String, String> variables(BarrierTaskContext context) throws IOException {
        int rank = context.partitionId();
        String port = context.allGather(rank == 0 ? Integer.toString(freePort()) : "")[0];
        BarrierTaskInfo[] tasks = context.getTaskInfos();
        String host = host(tasks[rank]);
        long before = IntStream.range(0, rank)
                .filter(task -> host(tasks[task]).equals(host))
                .count();
        Map<String, String> variables = new HashMap<>();
        variables.put("RANK", Integer.toString(rank));
        variables.put("WORLD_SIZE", Integer.toString(tasks.length));
        variables.put("LOCAL_RANK", Long.toString(before));
        variables.put("MASTER_ADDR", host(tasks[0]));
        variables.put("MASTER_PORT", port);
        variables.put("TORCHELASTIC_RESTART_COUNT", Integer.toString(context.stageAttemptNumber()));
        variables.put(Launcher.PARENT, Long.toString(ProcessHandle.current().pid()));
        ResourceInformation gpus = context.resourcesJMap().get("gpu");
        if (gpus != null) {
            variables.put("CUDA_VISIBLE_DEVICES", String.join(",", gpus.addresses()));
        }
        return variables;
    }

    /** Without the port, on which the executor listens. */
    private static String host(BarrierTaskInfo task) {
        return task.address().replaceFirst(":[0-9]+$", "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
