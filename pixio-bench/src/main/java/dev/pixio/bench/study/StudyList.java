package dev.pixio.bench.study;

import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyPoint;
import dev.pixio.bench.study.result.RunFailure;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The points of a study with their options, and how far each seed is. */
final class StudyList {

    private final Study study;
    private final StudyFolder folder;
    private final StudyState state;
    private final List<RunFailure> failures;

    StudyList(Study study, StudyFolder folder) throws IOException {
        this.study = study;
        this.folder = folder;
        this.state = new StudyState(study, folder);
        this.failures = folder.failures().all();
    }

    /** One line per point, below one with the common options. */
    List<String> lines(List<StudyPoint> points) throws IOException {
        int width =
                points.stream().mapToInt(point -> point.name().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add("pretrain " + study.common());
        for (StudyPoint point : points) {
            List<String> seeds = new ArrayList<>();
            for (long seed = 1; seed <= study.seeds(); seed++) {
                seeds.add(seed + " " + state(point, seed));
            }
            String name = point.name() + " ".repeat(width - point.name().length());
            lines.add(Stream.concat(
                            Stream.of(name, "seed " + String.join(", ", seeds)),
                            Stream.of(point.options().differing(study.common()).toString())
                                    .filter(options -> !options.isEmpty()))
                    .reduce((left, right) -> left + "  " + right)
                    .orElse(name));
            state.obstacle(point).ifPresent(obstacle -> lines.add("  " + obstacle));
        }
        return lines;
    }

    private String state(StudyPoint point, long seed) {
        if (state.isFinished(point, seed)) {
            return "finished";
        }
        if (state.result(point, seed).isPresent()) {
            return "to evaluate";
        }
        Optional<RunFailure> failure = failures.stream()
                .filter(failed -> failed.point().equals(point.name()) && failed.seed() == seed)
                .reduce((earlier, later) -> later);
        if (failure.isPresent()) {
            return "failed";
        }
        return RunFolder.isRun(folder.run(point.name(), seed)) ? "begun" : "open";
    }
}
