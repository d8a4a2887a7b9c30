package dev.pixio.bench.study;

import dev.pixio.bench.study.StudyRunner.Work;
import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.report.ShownMetric;
import dev.pixio.bench.study.result.RunResult;
import dev.pixio.bench.study.result.TrainingFigures;
import dev.pixio.monitor.NumberText;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Prints the progress of a study. */
final class StudyPrinter {

    private final PrintWriter out;
    private final Study study;
    private final StudyFolder folder;

    StudyPrinter(PrintWriter out, Study study, StudyFolder folder) {
        this.out = out;
        this.study = study;
        this.folder = folder;
    }

    void begin(int done, int all) {
        line(study.name() + ": " + done + " of " + NumberText.counted(all, "run") + " finished, in " + folder.path());
    }

    void start(Work work, int number, int all) {
        line(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  [" + number + "/" + all + "] "
                + work + "  " + work.point().options().differing(study.common()));
    }

    void finished(RunResult result) {
        TrainingFigures training = result.training();
        StringBuilder figures = new StringBuilder(String.format(
                Locale.ROOT,
                "  loss %.4f, %.0f images/s, %s",
                training.finalLoss(),
                training.imagesPerSecond(),
                NumberText.duration(training.seconds())));
        for (ShownMetric metric : ShownMetric.of(study, List.of(result))) {
            metric.of(result)
                    .ifPresent(value -> figures.append("; ")
                            .append(metric.label())
                            .append(' ')
                            .append(metric.text(value)));
        }
        line(figures.toString());
    }

    void failed(Work work, FailedCommand e) {
        line("  FAILED: " + work + ", " + e.command() + ": " + e.reason());
    }

    void timeIsUp(int left) {
        line("time is up: " + NumberText.counted(left, "run") + " left; the same command continues");
    }

    void stopped() {
        line("stopped; the same command continues");
    }

    void end(int done, int failures, int all) {
        line(done + " of " + NumberText.counted(all, "run") + " finished"
                + (failures == 0 ? "" : ", " + failures + " failed; the same command tries them again"));
        line("table   " + folder.table());
        study.factors().stream()
                .map(factor -> folder.plot(factor.name()))
                .filter(Files::exists)
                .forEach(plot -> line("plot    " + plot));
    }

    private void line(String text) {
        out.println(text);
        out.flush();
    }
}
