package dev.pixio.monitor.live;

import dev.pixio.monitor.history.RecordedImage;
import dev.pixio.train.run.StepImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;

/** The steps of which a run has drawn images of one kind. Not thread-safe. */
final class LiveImages {

    private static final long NONE = -1;

    private final StepImages files;
    private final TreeSet<Long> steps = new TreeSet<>();
    private long expected = NONE; // step of the newest checkpoint until its image exists

    LiveImages(StepImages files) {
        this.files = files;
    }

    /** Adds those of an earlier start. */
    void addAll(List<RecordedImage> images, long lastStep) {
        images.stream()
                .map(RecordedImage::step)
                .filter(step -> step <= lastStep)
                .forEach(steps::add);
    }

    /** An image of this step will be written, or was. */
    void expect(long step) {
        expected = step;
    }

    /**
     * The step whose image has been written since the last call. Called repeatedly, because an image may be written after the
     * listener was notified. Images that were deleted since are left out.
     */
    Optional<Long> added() {
        long step = expected;
        if (step == NONE || !Files.isRegularFile(files.at(step))) {
            return Optional.empty();
        }
        expected = NONE;
        steps.removeIf(earlier -> !Files.isRegularFile(files.at(earlier)));
        steps.add(step);
        return Optional.of(step);
    }

    /** Removes those after a step. */
    void rewind(long step) {
        expected = expected > step ? NONE : expected;
        steps.tailSet(step, false).clear();
    }

    /** The steps, as JSON. */
    ArrayNode json() {
        return LiveJson.numbers(steps);
    }

    /** The newest image. */
    Optional<Path> newest() {
        return steps.isEmpty() ? Optional.empty() : at(steps.last());
    }

    /** The image of a step, if it was added. */
    Optional<Path> at(long step) {
        return steps.contains(step) ? Optional.of(files.at(step)) : Optional.empty();
    }
}
