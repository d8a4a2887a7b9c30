package dev.pixio.torch.group;

import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A task of one or more passes over batches, which the processes of a group divide: batch b is computed by process b modulo their
 * number, and process 0 takes all results in the order of the batches. Whole batches are divided, because the last bits of a result
 * depend on the images that are computed together with it. Between the passes process 0 may compute alone for any time. Not
 * thread-safe.
 */
public final class DividedTask {

    /** How a pass ended. */
    public enum Ending {
        /** All batches are complete. */
        COMPLETE,
        /** A process was asked to stop. The batches that process 0 has taken are the first ones. */
        STOPPED,
        /** Process 0 did without it; see {@link #skip}. */
        SKIPPED,
        /** Process 0 ended the task before; see {@link #end}. */
        ENDED
    }

    private final ProcessGroup group;
    private boolean ended;
    private boolean failed;

    /** @param group stays open */
    public DividedTask(ProcessGroup group) {
        this.group = group;
    }

    /** A task of a single process. */
    public static DividedTask alone() {
        return new DividedTask(SingleProcess.ALONE);
    }

    /** The processes that divide the task. */
    public ProcessGroup group() {
        return group;
    }

    /**
     * Checks that all processes agree on something; the others wait for process 0, which may compute alone before.
     *
     * @throws GroupException naming the process that differs, and both values
     */
    public void requireSame(String what, String value) {
        if (group.size() > 1) {
            group.awaitFirst(Word.PASS);
            group.requireSame(what, value);
        }
    }

    /** Whether a batch is computed by this process. */
    public boolean isOwn(long batch) {
        return batch % group.size() == group.rank();
    }

    /**
     * Runs a pass. An exception of the work in one process ends it in all: process 0 has then taken the batches before that which
     * failed. Of a single process it is thrown as it is; of another process it is a {@link GroupException} that names the process.
     *
     * @param batches their number, the same in all processes
     */
    public <R> Ending run(long batches, BatchWork<R> work) throws IOException, InterruptedException {
        if (group.size() == 1) {
            return runAlone(batches, work);
        }
        double word = ended ? Word.END : group.awaitFirst(Word.PASS);
        if (word != Word.PASS) {
            ended |= word == Word.END;
            return word == Word.END ? Ending.ENDED : Ending.SKIPPED;
        }
        return new Pass<>(batches, work).run();
    }

    private static <R> Ending runAlone(long batches, BatchWork<R> work) throws IOException, InterruptedException {
        for (long batch = 0; batch < batches; batch++) {
            try (PointerScope scope = new PointerScope()) {
                work.receive(batch, work.compute(batch));
            }
            if (work.isStopRequested()) {
                return Ending.STOPPED;
            }
        }
        return Ending.COMPLETE;
    }

    /** Whether a pass failed, in this process or another, and all of them know it. */
    public boolean hasFailed() {
        return failed;
    }

    /** Tells the other processes, which call {@link #run}, that this pass is not needed. Called in process 0. */
    public void skip() {
        if (group.size() > 1) {
            group.awaitFirst(Word.SKIP);
        }
    }

    /**
     * Ends the task, which can be called after a failure. The other processes wait until process 0 does this, also while it computes
     * alone, and whatever passes it has skipped.
     */
    public void end() {
        if (group.size() == 1) {
            return;
        }
        while (!ended) {
            ended = group.awaitFirst(Word.END) == Word.END;
        }
        group.sum(0); // process 0 stays until all know it
    }

    /** What process 0 says before each pass. */
    private static final class Word {
        static final double END = -1;
        static final double SKIP = 0;
        static final double PASS = 1;

        private Word() {}
    }

    /** A pass, in rounds of one batch for each process. */
    private final class Pass<R> {

        private final long batches;
        private final BatchWork<R> work;
        private Optional<Throwable> failure = Optional.empty();

        Pass(long batches, BatchWork<R> work) {
            this.batches = batches;
            this.work = work;
        }

        Ending run() throws IOException, InterruptedException {
            boolean stop = false;
            for (long first = 0; first < batches && !stop; first += group.size()) {
                stop = round(first);
            }
            if (group.sum(failure.isPresent() ? 1 : 0)[0] > 0) {
                throw failed(0); // process 0 could not take the last batches
            }
            return stop ? Ending.STOPPED : Ending.COMPLETE;
        }

        /** Computes and passes on a batch of each process; true if a process was asked to stop. */
        private boolean round(long first) throws IOException, InterruptedException {
            int parts = (int) Math.min(group.size(), batches - first);
            try (PointerScope scope = new PointerScope()) {
                Optional<R> own = group.rank() < parts ? compute(first + group.rank()) : Optional.empty();
                Optional<BatchWork.Packed> packed = group.isFirst() ? Optional.empty() : own.map(work::pack);
                Round said = Round.of(group, work.isStopRequested(), failure.isPresent(), packed);
                int complete = said.failed() < 0 ? parts : Math.min(parts, said.failed());
                for (int process = 0; process < complete; process++) {
                    pass(first + process, process, own, packed, said);
                }
                if (said.failed() >= 0) {
                    throw failed(said.failed());
                }
                return said.stop();
            }
        }

        private Optional<R> compute(long batch) throws InterruptedException {
            if (failure.isPresent()) {
                return Optional.empty(); // process 0 could not take an earlier batch
            }
            try {
                return Optional.of(work.compute(batch));
            } catch (IOException | RuntimeException | Error e) {
                failure = Optional.of(e);
                return Optional.empty();
            }
        }

        /** Brings the result of a process to process 0. */
        private void pass(long batch, int process, Optional<R> own, Optional<BatchWork.Packed> packed, Round said) {
            if (!group.isFirst()) {
                if (process == group.rank()) {
                    Round.send(group, packed.orElseThrow());
                }
            } else if (process == 0) {
                receive(batch, own.orElseThrow());
            } else {
                try (PointerScope scope = new PointerScope()) { // one result of another process at a time
                    receive(batch, work.unpack(said.receive(group, process)));
                }
            }
        }

        private void receive(long batch, R result) {
            if (failure.isPresent()) {
                return;
            }
            try {
                work.receive(batch, result);
            } catch (IOException | RuntimeException | Error e) {
                failure = Optional.of(e);
            }
        }

        /** Why the pass ends in all processes. All of them call it. */
        private RuntimeException failed(int process) throws IOException {
            failed = true;
            String own = failure.map(DividedTask::message).orElse("");
            String reason = group.gather(own).get(process);
            if (failure.isPresent() && group.rank() == process) {
                return rethrown(failure.get());
            }
            return new GroupException(group.name(process) + " failed: " + reason);
        }
    }

    private static String message(Throwable failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString())
                .lines()
                .findFirst()
                .orElse("");
    }

    private static RuntimeException rethrown(Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return (RuntimeException) failure;
    }

    /**
     * What the processes say after they have computed a batch each.
     *
     * @param failed the first process that failed, or -1
     * @param lengths for each process the bytes of its text and the number of its values
     */
    @SuppressWarnings("ArrayRecordComponent") // not changed
    private record Round(boolean stop, int failed, double[] lengths) {

        static Round of(ProcessGroup group, boolean stop, boolean failed, Optional<BatchWork.Packed> packed) {
            int size = group.size();
            double[] values = new double[1 + 3 * size];
            values[0] = stop ? 1 : 0;
            values[1 + group.rank()] = failed ? 1 : 0;
            int own = 1 + size + 2 * group.rank();
            values[own] = packed.map(result -> bytes(result).length).orElse(0);
            values[own + 1] = packed.map(result -> result.values().numel()).orElse(0L);
            double[] sums = group.sum(values);
            int first = IntStream.range(0, size)
                    .filter(process -> sums[1 + process] > 0)
                    .findFirst()
                    .orElse(-1);
            return new Round(
                    sums[0] > 0,
                    first,
                    IntStream.range(1 + size, sums.length)
                            .mapToDouble(i -> sums[i])
                            .toArray());
        }

        private static byte[] bytes(BatchWork.Packed packed) {
            return packed.text().getBytes(StandardCharsets.UTF_8);
        }

        static void send(ProcessGroup group, BatchWork.Packed packed) {
            byte[] bytes = bytes(packed);
            if (bytes.length > 0) {
                group.send(Tensors.of(bytes, bytes.length), 0);
            }
            if (packed.values().numel() > 0) {
                group.send(packed.values(), 0);
            }
        }

        BatchWork.Packed receive(ProcessGroup group, int process) {
            Tensor text = Tensors.empty(ScalarType.Byte, (long) lengths[2 * process]);
            Tensor values = Tensors.empty(ScalarType.Float, (long) lengths[2 * process + 1]);
            if (text.numel() > 0) {
                group.receive(text, process);
            }
            if (values.numel() > 0) {
                group.receive(values, process);
            }
            return new BatchWork.Packed(new String(Tensors.toBytes(text), StandardCharsets.UTF_8), values);
        }
    }
}
