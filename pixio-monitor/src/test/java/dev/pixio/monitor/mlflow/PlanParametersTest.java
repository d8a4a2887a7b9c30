package dev.pixio.monitor.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.monitor.TinyRun;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanParametersTest {

    @Test
    void parametersAreNamedByTheirPathInThePlan() {
        Map<String, String> parameters = PlanParameters.of(TinyRun.plan().build());

        assertThat(parameters)
                .containsEntry("recipe", "quick")
                .containsEntry("model.encoder.depth", "2")
                .containsEntry("model.encoder.dropPath", "0.1")
                .containsEntry("model.positions", "sincos")
                .containsEntry("batchSize", "8");
        assertThat(parameters.keySet()).allMatch(name -> name.matches("[A-Za-z0-9.]+"));
    }

    @Test
    void longValuesAreCutToTheLimitOfOlderServers() {
        Map<String, String> parameters =
                PlanParameters.of(TinyRun.plan().data(Path.of("p".repeat(600))).build());

        assertThat(parameters.values())
                .filteredOn(value -> value.contains("ppp"))
                .singleElement()
                .satisfies(value -> assertThat(value).hasSize(500).endsWith("..."));
    }
}
