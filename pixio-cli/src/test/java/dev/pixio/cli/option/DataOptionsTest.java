package dev.pixio.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class DataOptionsTest {

    @Command(name = "data")
    private static final class DataCommand {
        @Mixin
        private final DataOptions data = new DataOptions();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--max-unreadable", "--max-broken"})
    void theShareOfUnreadableImagesHasTwoNames(String name) {
        DataCommand command = new DataCommand();
        new CommandLine(command).parseArgs(name, "0.25");
        TrainingPlanBuilder builder = TrainingPlan.recipe("quick");

        command.data.apply(builder);

        assertThat(builder.data().maxUnreadable()).isEqualTo(0.25);
    }

    @Test
    void theLastOfBothNamesHolds() {
        DataCommand command = new DataCommand();
        new CommandLine(command)
                .setOverwrittenOptionsAllowed(true) // as Main does
                .parseArgs("--max-broken", "0.5", "--max-unreadable", "0.25", "--max-broken", "0.125");
        TrainingPlanBuilder builder = TrainingPlan.recipe("quick");

        command.data.apply(builder);

        assertThat(builder.data().maxUnreadable()).isEqualTo(0.125);
    }

    @Test
    void theEarlierNameIsNotInTheHelp() {
        assertThat(new CommandLine(new DataCommand()).getUsageMessage())
                .contains("--max-unreadable=SHARE")
                .doesNotContain("--max-broken");
    }
}
