package dev.pixio.distributed;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.NativeEnvironment;
import dev.pixio.torch.NativeOutput;
import dev.pixio.torch.group.GroupException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_nccl;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/**
 * A connection of GPUs, one per process, by NCCL. This is the only class that uses the bindings of NCCL, which need the natives for
 * CUDA.
 *
 * <p>Operations are queued on a stream of NCCL; the host does not wait for them. libtorch's watchdog looks for failures and for
 * operations that take longer than the time limit, and then ends them. By default it also ends the process, with pages of output;
 * here it does not, and {@link #failure} says what happened.
 */
final class NcclConnection implements DeviceConnection {

    private final GroupStore.Connection store;
    private final ProcessGroupNCCL nccl;
    private final Collectives collectives;

    private NcclConnection(GroupStore.Connection store, ProcessGroupNCCL nccl) {
        this.store = store;
        this.nccl = nccl;
        this.collectives = new Collectives(nccl);
    }

    /**
     * Prepares a connection; the first operation connects.
     *
     * @param group its store, through which the processes tell each other how to connect
     * @param timeout how long an operation may take
     * @throws GroupException if NCCL cannot be loaded, or there is no GPU
     */
    static NcclConnection open(GroupStore group, Rendezvous place, Duration timeout) {
        load();
        if (Libtorch.gpuCount() == 0) {
            throw new GroupException(
                    "NCCL needs a GPU: " + Libtorch.gpuProblem(OptionalInt.empty()) + "; --backend gloo needs none");
        }
        NativeEnvironment.setUnlessGiven("TORCH_NCCL_ASYNC_ERROR_HANDLING", Integer.toString(torch_nccl.CleanUpOnly));
        NativeEnvironment.setUnlessGiven("TORCH_NCCL_DUMP_ON_TIMEOUT", "0"); // a debugging aid that delays the end
        NativeOutput.withoutErrors(); // the watchdog would print pages; failure() has the reason
        GroupStore.Connection store = group.connect("nccl", timeout);
        try (PointerScope scope = new PointerScope()) {
            ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create();
            options.timeout(new Milliseconds(timeout.toMillis()));
            ProcessGroupNCCL nccl = new ProcessGroupNCCL(store.store(), place.rank(), place.size(), options);
            return Uncollected.keep(new NcclConnection(store, nccl.retainReference()));
        } catch (RuntimeException e) {
            store.close();
            throw new GroupException(
                    "process " + place.rank() + " cannot use NCCL: " + GroupStore.firstLine(e)
                            + "; --backend gloo does without it",
                    e);
        }
    }

    /** Natives for CPUs have no NCCL, and the class path of such a build lacks classes as well. */
    private static void load() {
        try {
            Loader.load(torch_nccl.class);
        } catch (LinkageError | RuntimeException e) {
            throw new GroupException(
                    "NCCL cannot be loaded (" + reason(e)
                            + "): build with PIXIO_MAVEN_ARGS=-Pcuda and have CUDA 13, cuDNN 9 and NCCL on the library"
                            + " path, or give --backend gloo",
                    e);
        }
    }

    /** JavaCPP looks for a library in several places; why the one that it has cannot be loaded is in the last cause. */
    private static String reason(Throwable e) {
        return e.getCause() instanceof UnsatisfiedLinkError cause ? reason(cause) : GroupStore.firstLine(e);
    }

    @Override
    public boolean carries(Tensor tensor) {
        return tensor.is_cuda();
    }

    @Override
    public Collective sum(Tensor tensor) {
        return collectives.sum(tensor);
    }

    @Override
    public Collective broadcast(Tensor tensor, int from) {
        return collectives.broadcast(tensor, from);
    }

    @Override
    public Optional<String> failure() {
        torch.ErrorType error = nccl.getError();
        return switch (error.intern()) {
            case SUCCESS -> Optional.empty();
            case TIMEOUT -> Optional.of("NCCL: an operation did not end in time (--timeout)");
            default -> Optional.of("NCCL: the connection of the GPUs failed");
        };
    }

    @Override
    public void abort() {
        nccl.abort();
    }

    @Override
    public void close() {
        nccl.shutdown();
        nccl.close();
        store.close();
        Uncollected.release(this);
    }
}
