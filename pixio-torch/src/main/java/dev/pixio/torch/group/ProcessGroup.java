package dev.pixio.torch.group;

import dev.pixio.torch.Tensors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The processes that work together on one task. All of them call the same methods in the same order, with tensors of the same
 * shapes; only {@link #send} and {@link #receive} are calls of two of them. Not thread-safe.
 */
public interface ProcessGroup extends AutoCloseable {

    /** The number of this process, from 0. Process 0 writes the files. */
    int rank();

    /** The number of processes. */
    int size();

    /**
     * Starts to replace a tensor by its sum over all processes, with the same bits in each.
     *
     * @param tensor contiguous, of a floating-point or integer dtype; it must stay open, and is not to be used, until the sum is
     *     complete
     * @throws GroupException if the processes cannot communicate
     */
    Pending sum(Tensor tensor);

    /**
     * Replaces a tensor by that of one process.
     *
     * @param tensor contiguous
     * @param from the number of that process
     * @throws GroupException if the processes cannot communicate
     */
    void broadcast(Tensor tensor, int from);

    /**
     * Sends a tensor to another process, and waits until it has it.
     *
     * @param tensor contiguous, on the CPU
     * @param to the number of that process, which calls {@link #receive}
     * @throws GroupException if the processes cannot communicate
     */
    void send(Tensor tensor, int to);

    /**
     * Replaces a tensor by that which another process sends.
     *
     * @param tensor contiguous, on the CPU, of the shape and dtype of that of the other process
     * @param from the number of that process, which calls {@link #send}
     * @throws GroupException if the processes cannot communicate
     */
    void receive(Tensor tensor, int from);

    /**
     * The number that process 0 gives. The others wait for it without a limit of time, while process 0 computes alone: only if it
     * ends, or does not answer at all, the call fails.
     *
     * @throws GroupException if process 0 or another process has failed
     */
    double awaitFirst(double value);

    /** Tells the other processes, which may be waiting for this one, why it ends. Never fails. */
    void reportFailure(String reason);

    @Override
    void close();

    /** A sum that was started. */
    interface Pending {

        /** A sum of a single process. */
        Pending COMPLETE = () -> {};

        /**
         * Waits until it is complete; on a GPU, lets what is queued from now on wait for it.
         *
         * @throws GroupException if the processes cannot communicate
         */
        void await();
    }

    /** Whether there is nothing to exchange, because this is the only process. */
    default boolean isAlone() {
        return size() == 1;
    }

    /**
     * Prepares for tensors on a device. All processes call it before the first call with a tensor that is not on the CPU.
     *
     * @throws GroupException if the processes cannot exchange tensors on their devices
     */
    default void useDevice(Device device) {}

    /**
     * Waits until all sums and broadcasts of tensors on the device are complete. On a GPU the others only queue work for it, and a process
     * that then waits for the GPU itself would not notice that another one has ended.
     *
     * @throws GroupException if one has failed
     */
    default void settle() {}

    /**
     * Waits until the device has computed something.
     *
     * @param isComplete whether it has
     * @throws GroupException if another process has failed, on which the device would wait for ever
     */
    default void awaitDevice(BooleanSupplier isComplete) {
        while (!isComplete.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /** Whether this process writes the files. */
    default boolean isFirst() {
        return rank() == 0;
    }

    /** A process in words, with its host if that is known: {@code process 1 on node7}. */
    default String name(int process) {
        return "process " + process;
    }

    /** The sums of numbers over all processes. */
    default double[] sum(double... values) {
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Tensors.of(values, values.length);
            sum(tensor).await();
            return Tensors.toDoubles(tensor);
        }
    }

    /** The number of process 0. */
    default double broadcast(double value) {
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Tensors.of(new double[] {value}, 1);
            broadcast(tensor, 0);
            return tensor.item_double();
        }
    }

    /** The texts of all processes, in their order. */
    default List<String> gather(String own) {
        byte[] bytes = own.getBytes(StandardCharsets.UTF_8);
        double[] lengths = new double[size()];
        lengths[rank()] = bytes.length;
        lengths = sum(lengths);
        int longest = (int) Arrays.stream(lengths).max().orElse(0);
        if (longest == 0) {
            return IntStream.range(0, size()).mapToObj(i -> "").toList();
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor all = Tensors.zeros(ScalarType.Byte, size(), longest);
            if (bytes.length > 0) {
                all.select(0, rank()).narrow(0, 0, bytes.length).copy_(Tensors.of(bytes, bytes.length));
            }
            sum(all).await();
            byte[] texts = Tensors.toBytes(all);
            double[] sizes = lengths;
            return IntStream.range(0, size())
                    .mapToObj(i -> new String(texts, i * longest, (int) sizes[i], StandardCharsets.UTF_8))
                    .toList();
        }
    }

    /**
     * Checks that all processes agree on something before they start.
     *
     * @param what that is, such as {@code the version}
     * @param value of this process
     * @throws GroupException naming the process that differs from process 0, and both values
     */
    default void requireSame(String what, String value) {
        List<String> values = gather(value);
        for (int process = 1; process < values.size(); process++) {
            if (!values.get(process).equals(values.get(0))) {
                throw new GroupException(what + " differs: " + values.get(0) + " in process 0, " + values.get(process)
                        + " in process " + process + "; start all processes with the same options, images and version");
            }
        }
    }
}
