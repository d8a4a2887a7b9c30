package dev.pixio.bench.study;

import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyFactor;
import dev.pixio.bench.study.report.FactorPlot;
import dev.pixio.bench.study.report.StudyTable;
import dev.pixio.bench.study.result.RunResult;
import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Writes the table and the plots of a study. */
final class StudyTables {

    private final Study study;
    private final StudyFolder folder;

    StudyTables(Study study, StudyFolder folder) {
        this.study = study;
        this.folder = folder;
    }

    /** Writes those of all finished runs, in place of the earlier ones. */
    void write(StudyState state) throws IOException {
        Files.createDirectories(folder.path());
        List<RunResult> results = state.results();
        DurableFile.write(folder.table(), new StudyTable(study, results, state.baselines()).markdown());
        for (StudyFactor factor : study.factors()) {
            Optional<String> svg = new FactorPlot(study, factor, results, state.baselines()).svg();
            if (svg.isPresent()) {
                DurableFile.write(folder.plot(factor.name()), svg.get());
            }
        }
    }
}
