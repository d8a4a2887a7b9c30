package dev.pixio.monitor.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the probes that a training adds to its {@code probe.jsonl}. The file is read only after it has changed. */
public final class ProbeTail {

    private static final long NONE = -1;

    private final Path file;
    private @Nullable FileTime read;
    private long newest; // step of the newest probe that was found

    /** @param firstStep steps of the run that are complete; probes up to there are not new, unless the run begins */
    public ProbeTail(Path file, long firstStep) {
        this.file = file;
        this.newest = firstStep == 0 ? NONE : firstStep;
    }

    /** The probes that were added since the last call, in ascending order of steps. */
    public List<RecordedProbe> next() throws IOException {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        FileTime changed = Files.getLastModifiedTime(file);
        if (changed.equals(read)) {
            return List.of();
        }
        read = changed;
        List<RecordedProbe> added = RunHistory.probes(file).stream()
                .filter(probe -> probe.step() > newest)
                .toList();
        added.forEach(probe -> newest = probe.step());
        return added;
    }

    /** Probes after a step are new again. */
    public void rewind(long step) {
        newest = Math.min(newest, step);
    }
}
