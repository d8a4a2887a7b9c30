package dev.pixio.train.group;

import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.GroupException;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.optim.update.ParameterMemory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Sums the gradients of a group's processes, in buckets, while the backward pass goes on: a bucket is sent as soon as the last of
 * its gradients and all buckets before it are complete. Gradients of autograd and of {@code nn.explicit} are treated alike, because
 * both report {@link CompletedGradients}. (DistributedDataParallel, Li et al. 2020, arXiv 2006.15704, has the same buckets.)
 *
 * <p>For each batch: {@link #begin}, a backward pass that reports to {@link #complete}, {@link #finish}. If the backward pass fails
 * on this process and is repeated, buckets that were sent already are not sent again: what was sent was complete.
 *
 * <p>Create it outside of any pointer scope that closes before it, and close it.
 */
public final class GradientSynchronizer implements CompletedGradients, AutoCloseable {

    /** Default size of a bucket, in bytes; that of PyTorch. */
    public static final long BUCKET_BYTES = 25L << 20;

    /** A gradient's place in a bucket. */
    private record Place(Tensor parameter, long offset) {}

    /** Gradients that are sent together. */
    private static final class Bucket {

        private final List<Place> places = new ArrayList<>();
        private final Tensor values; // float [n]
        private final int lastGroup;
        private ProcessGroup.@Nullable Pending sum;

        private final boolean moves; // gradients

        Bucket(List<Tensor> parameters, int lastGroup, ParameterMemory memory) {
            this.moves = memory == ParameterMemory.SEPARATE;
            long offset = 0;
            for (Tensor parameter : parameters) {
                places.add(new Place(parameter, offset));
                offset += parameter.numel();
            }
            try (PointerScope scope = new PointerScope()) {
                this.values = Tensors.keep(
                        torch.zeros(new long[] {offset}, parameters.get(0).options()));
            }
            this.lastGroup = lastGroup;
        }

        private Tensor at(Place place) {
            return values.narrow(0, place.offset, place.parameter.numel());
        }

        /** Takes the gradients of this process; those that a parameter lacks are zeros. */
        void fill() {
            for (Place place : places) {
                Tensor gradient = place.parameter.mutable_grad();
                if (gradient.defined()) {
                    at(place).copy_(gradient.reshape(-1));
                    if (moves) {
                        gradient.reset();
                    }
                } else {
                    at(place).zero_();
                }
            }
        }

        /** Replaces the gradients by their sums, which stay in the memory of the bucket unless gradients have a place of their own. */
        void replaceGradients() {
            for (Place place : places) {
                Tensor sum = at(place).view(place.parameter.sizes());
                if (moves) {
                    place.parameter.mutable_grad().put(sum);
                } else {
                    place.parameter.grad().copy_(sum);
                }
            }
        }
    }

    private final ProcessGroup group;
    private final List<List<Tensor>> groups;
    private final long bucketBytes;
    private final ParameterMemory memory;
    private List<Bucket> buckets = List.of();
    private List<Boolean> trained = List.of(); // of each parameter, when the buckets were made
    private boolean[] complete;
    private int sent;
    private double waitSeconds;

    /**
     * @param group the processes
     * @param groups the parameters in the order in which their gradients are completed; see {@code ParameterGroups}
     * @param bucketBytes size from which a bucket takes no further parameter, at least 1
     * @param memory where the gradients are, and stay if it is flat
     */
    public GradientSynchronizer(
            ProcessGroup group, List<List<Tensor>> groups, long bucketBytes, ParameterMemory memory) {
        this.memory = memory;
        this.group = group;
        this.groups = groups;
        this.bucketBytes = bucketBytes;
        this.complete = new boolean[groups.size()];
    }

    /** Prepares a batch. All processes train the same parameters. */
    public synchronized void begin() {
        List<Boolean> now =
                groups.stream().flatMap(List::stream).map(Tensor::requires_grad).toList();
        if (!now.equals(trained)) {
            closeBuckets();
            buckets = makeBuckets();
            trained = now;
        }
        complete = new boolean[groups.size()];
        sent = 0;
        buckets.forEach(bucket -> bucket.sum = null);
    }

    private List<Bucket> makeBuckets() {
        List<List<Tensor>> trainedGroups = groups.stream()
                .map(group -> group.stream().filter(Tensor::requires_grad).toList())
                .toList();
        List<Tensor> all = trainedGroups.stream().flatMap(List::stream).toList();
        List<List<Long>> bytes = trainedGroups.stream()
                .map(group -> group.stream().map(Tensor::nbytes).toList())
                .toList();
        return BucketCut.of(bytes, bucketBytes).stream()
                .map(cut -> new Bucket(all.subList(cut.first(), cut.end()), cut.lastGroup(), memory))
                .toList();
    }

    @Override
    public synchronized void complete(int number) {
        complete[number] = true;
        sendReady();
    }

    /** Sends what can be sent. The order of the buckets is the same on all processes. */
    private void sendReady() {
        while (sent < buckets.size() && isComplete(buckets.get(sent))) {
            Bucket bucket = buckets.get(sent);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                bucket.fill();
                bucket.sum = group.sum(bucket.values);
            }
            sent++;
        }
    }

    private boolean isComplete(Bucket bucket) {
        for (int i = 0; i <= bucket.lastGroup; i++) {
            if (!complete[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Waits for all sums, which then are the gradients of the parameters, with the same bits on all processes. On a GPU only what is
     * queued afterwards waits for them.
     *
     * @throws GroupException if the processes cannot communicate
     * @throws IllegalStateException if the backward pass did not complete all groups
     */
    public synchronized void finish() {
        if (sent < buckets.size()) {
            throw new IllegalStateException(
                    "the backward pass completed the gradients of " + sent + " of " + buckets.size() + " buckets");
        }
        long start = System.nanoTime();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (Bucket bucket : buckets) {
                if (bucket.sum != null) {
                    bucket.sum.await();
                }
            }
            waitSeconds = (System.nanoTime() - start) / 1e9;
            buckets.forEach(Bucket::replaceGradients);
        }
    }

    /** The time that the host waited in the last {@link #finish} for other processes and for the network, in seconds. */
    public synchronized double waitSeconds() {
        return waitSeconds;
    }

    private void closeBuckets() {
        buckets.forEach(bucket -> bucket.values.close());
        buckets = List.of();
    }

    @Override
    public synchronized void close() {
        closeBuckets();
    }
}
