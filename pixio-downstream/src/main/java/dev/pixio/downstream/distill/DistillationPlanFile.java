package dev.pixio.downstream.distill;

import dev.pixio.io.OneLine;
import dev.pixio.train.plan.file.SettingsException;
import dev.pixio.train.plan.file.SettingsParser;
import dev.pixio.train.plan.file.SettingsReader;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** Reads the plan of a distillation from {@code config.yaml}, which every run writes. */
public final class DistillationPlanFile {

    private static final int LONGEST_REASON = 1000;

    private DistillationPlanFile() {}

    /**
     * The plan of a run.
     *
     * @throws TrainingException if the run trains something else, or the file is damaged
     */
    public static DistillationPlan read(RunFolder run) throws IOException {
        String text = Files.readString(run.config());
        try {
            return SettingsReader.read(
                    SettingsParser.parse(text), DistillationPlan.published("?", "?", 1, 1), Map.of());
        } catch (SettingsException e) {
            throw new TrainingException(run.config() + " is not the plan of a distillation: "
                    + OneLine.of(String.valueOf(e.getMessage()), LONGEST_REASON));
        }
    }
}
