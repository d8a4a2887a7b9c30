package dev.pixio.train;

import dev.pixio.torch.device.GraphRecorder;
import java.util.ArrayList;
import java.util.List;

/** Records closures: as a graph, a recording runs what it was given with the tensors of that time. */
public final class ClosureRecorder implements GraphRecorder {

    private final List<String> calls = new ArrayList<>();
    private final boolean fails;

    /** Of any work. */
    public ClosureRecorder() {
        this(false);
    }

    private ClosureRecorder(boolean fails) {
        this.fails = fails;
    }

    /** Of no work, as if it could not be recorded. */
    public static ClosureRecorder failing() {
        return new ClosureRecorder(true);
    }

    /** What was asked of it, in order. */
    public List<String> calls() {
        return calls;
    }

    @Override
    public void warmUp(Runnable work) {
        calls.add("warm up");
        work.run();
    }

    @Override
    public Recording record(Runnable work) {
        calls.add("record");
        if (fails) {
            throw new IllegalStateException("operation not permitted when stream is capturing\nat some place");
        }
        return new Recording() {
            @Override
            public void replay() {
                calls.add("replay");
                work.run();
            }

            @Override
            public void close() {
                calls.add("close");
            }
        };
    }
}
