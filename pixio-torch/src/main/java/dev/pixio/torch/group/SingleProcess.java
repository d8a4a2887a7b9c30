package dev.pixio.torch.group;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A group of one process. */
public final class SingleProcess implements ProcessGroup {

    /** The only one. */
    public static final SingleProcess ALONE = new SingleProcess();

    private SingleProcess() {}

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public Pending sum(Tensor tensor) {
        return Pending.COMPLETE;
    }

    @Override
    public void broadcast(Tensor tensor, int from) {
        // It is that process.
    }

    @Override
    public void send(Tensor tensor, int to) {
        throw new IllegalArgumentException("there is no process " + to);
    }

    @Override
    public void receive(Tensor tensor, int from) {
        throw new IllegalArgumentException("there is no process " + from);
    }

    @Override
    public double awaitFirst(double value) {
        return value;
    }

    @Override
    public double[] sum(double... values) {
        return values.clone();
    }

    @Override
    public double broadcast(double value) {
        return value;
    }

    @Override
    public List<String> gather(String own) {
        return List.of(own);
    }

    @Override
    public void reportFailure(String reason) {
        // There is nobody to tell.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
