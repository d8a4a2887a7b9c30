package dev.pixio.bench.study;

import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyPoint;
import dev.pixio.bench.study.result.RunFailure;
import dev.pixio.bench.study.result.RunResult;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs what is left of a study: all points with the first seed, then with the next, so that a part of it is useful. */
final class StudyRunner {

    private final Study study;
    private final StudyFolder folder;
    private final CommandRunner commands;
    private final StopRequest stop;
    private final StudyPrinter printer;

    /**
     * A run of the study.
     *
     * @param seed from 1
     */
    record Work(StudyPoint point, long seed) {

        @Override
        public String toString() {
            return point.name() + ", seed " + seed;
        }
    }

    /** Why a start of the study ended. */
    enum Ending {
        COMPLETE,
        FAILURES,
        TIME_UP,
        STOPPED
    }

    StudyRunner(Study study, StudyFolder folder, CommandRunner commands, StopRequest stop, StudyPrinter printer) {
        this.study = study;
        this.folder = folder;
        this.commands = commands;
        this.stop = stop;
        this.printer = printer;
    }

    /**
     * Runs what is left of some points. The tables are written after each run.
     *
     * @throws IOException if a point cannot be continued, before anything is run, or if a result cannot be written
     */
    Ending run(List<StudyPoint> points) throws IOException, InterruptedException {
        StudyState state = new StudyState(study, folder);
        for (StudyPoint point : points) {
            Optional<String> obstacle = state.obstacle(point);
            if (obstacle.isPresent()) {
                throw new IOException(obstacle.get());
            }
        }
        List<Work> all = work(points);
        List<Work> open = all.stream()
                .filter(work -> !state.isFinished(work.point(), work.seed()))
                .toList();
        int done = all.size() - open.size();
        printer.begin(done, all.size());
        StudyTables tables = new StudyTables(study, folder);
        tables.write(state);
        int failures = 0;
        for (Work work : open) {
            if (stop.isTimeUp()) {
                printer.timeIsUp(all.size() - done - failures);
                return Ending.TIME_UP;
            }
            try {
                printer.start(work, done + failures + 1, all.size());
                RunResult result = new StudyRun(folder, state, commands, work.point(), work.seed()).finish();
                done++;
                printer.finished(result);
                tables.write(state);
            } catch (FailedCommand e) {
                failures++;
                folder.failures().add(failure(work, e));
                printer.failed(work, e);
            } catch (StoppedException e) {
                printer.stopped();
                return Ending.STOPPED;
            }
        }
        printer.end(done, failures, all.size());
        return failures == 0 ? Ending.COMPLETE : Ending.FAILURES;
    }

    private List<Work> work(List<StudyPoint> points) {
        List<Work> all = new ArrayList<>();
        for (long seed = 1; seed <= study.seeds(); seed++) {
            for (StudyPoint point : points) {
                all.add(new Work(point, seed));
            }
        }
        return all;
    }

    private static RunFailure failure(Work work, FailedCommand e) {
        return new RunFailure(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                work.point().name(),
                work.seed(),
                work.point().options(),
                e.command(),
                e.reason());
    }
}
