package dev.pixio.cli.pretrain;

import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.gain.GainFollower;
import dev.pixio.eval.probe.ProbeFollower;
import dev.pixio.train.Trainer;
import java.util.Optional;

/**
 * The part in the evaluations of a run of a process other than process 0, which has {@link RunProbes}.
 *
 * @param gain in that at the end
 * @param probes in those during the run
 * @param images of those during the run
 */
record FollowedProbes(Optional<GainFollower> gain, Optional<ProbeFollower> probes, Optional<LabelledImages> images)
        implements AutoCloseable {

    /** Adds them in the order in which process 0 does. */
    void attach(Trainer trainer) {
        gain.ifPresent(trainer::listen);
        probes.ifPresent(trainer::listen);
    }

    @Override
    public void close() {
        probes.ifPresent(ProbeFollower::close);
        images.ifPresent(LabelledImages::close);
    }
}
