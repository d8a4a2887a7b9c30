package dev.pixio.distributed;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A connection for fp32 tensors whose operations are complete when the test says so. */
final class FakeConnection implements DeviceConnection {

    final AtomicInteger polls = new AtomicInteger();
    final CountDownLatch aborted = new CountDownLatch(1);
    volatile int completeAfter = Integer.MAX_VALUE; // polls
    volatile Optional<String> failure = Optional.empty();
    volatile boolean closed;

    private final class Polled implements Collective {

        @Override
        public boolean isComplete() {
            return polls.incrementAndGet() > completeAfter;
        }

        @Override
        public void await() {}

        @Override
        public void close() {}
    }

    @Override
    public boolean carries(Tensor tensor) {
        return tensor.scalar_type().intern() == ScalarType.Float;
    }

    @Override
    public Collective sum(Tensor tensor) {
        return new Polled();
    }

    @Override
    public Collective broadcast(Tensor tensor, int from) {
        return new Polled();
    }

    @Override
    public Optional<String> failure() {
        return failure;
    }

    @Override
    public void abort() {
        aborted.countDown();
    }

    @Override
    public void close() {
        closed = true;
    }
}
