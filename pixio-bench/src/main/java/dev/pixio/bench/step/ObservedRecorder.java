package dev.pixio.bench.step;

import dev.pixio.torch.device.GraphRecorder;

/** Another recorder, of which it is known whether it has recorded. */
final class ObservedRecorder implements GraphRecorder {

    private final GraphRecorder recorder;
    private volatile boolean hasRecorded;

    ObservedRecorder(GraphRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void warmUp(Runnable work) {
        recorder.warmUp(work);
    }

    @Override
    public Recording record(Runnable work) {
        Recording recording = recorder.record(work);
        hasRecorded = true;
        return recording;
    }

    /** Whether a recording succeeded. */
    boolean hasRecorded() {
        return hasRecorded;
    }
}
