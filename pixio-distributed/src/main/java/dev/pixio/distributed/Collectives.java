package dev.pixio.distributed;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;

/** Starts collective operations of one of c10d's backends, which stays open. */
record Collectives(Backend backend) {

    /** Starts to replace a tensor by its sum over all processes. */
    Collective sum(Tensor tensor) {
        return started(() -> {
            try (TensorVector tensors = new TensorVector(tensor)) {
                return backend.allreduce(tensors);
            }
        });
    }

    /** Starts to replace a tensor by that of one process. */
    Collective broadcast(Tensor tensor, int from) {
        return started(() -> {
            try (TensorVector tensors = new TensorVector(tensor);
                    BroadcastOptions options = new BroadcastOptions().rootRank(from)) {
                return backend.broadcast(tensors, options);
            }
        });
    }

    private static Collective started(Supplier<Work> call) {
        try (PointerScope scope = new PointerScope()) {
            return new StartedWork(call.get().retainReference());
        }
    }

    private record StartedWork(Work work) implements Collective {

        @Override
        public boolean isComplete() {
            return work.isCompleted();
        }

        @Override
        public void await() {
            work._wait();
        }

        @Override
        public void close() {
            work.close();
        }
    }
}
