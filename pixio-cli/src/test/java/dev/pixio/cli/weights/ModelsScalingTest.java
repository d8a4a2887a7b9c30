package dev.pixio.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.cli.Cli;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelsScalingTest {

    @Test
    void everyModelIsPredictedOnEachLink() {
        Cli result = Cli.run("models", "--scaling");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("N=2 ", "N=1024", "64 images at 100 TFLOP/s");
        assertThat(result.out().lines().filter(line -> line.contains(" Gbit/s ")))
                .hasSize(7 * 4);
    }

    /**
     * 123,061,632 parameters are 492 MB: at 1 Gbit/s and in one bucket 3.938 s, all after the backward pass. So the step of 1 s takes
     * 4.938 s.
     */
    @Test
    void theStepIsThatOfOneProcessAndOfTheLink() {
        String[] arguments = {
            "models",
            "--scaling",
            "--model",
            "s",
            "--step-seconds",
            "1",
            "--gbits",
            "1",
            "--processes",
            "2",
            "--json",
            "--bucket-size",
            "2000",
            "--latency",
            "0"
        };
        JsonNode model = JsonMapper.shared()
                .readTree(Cli.run(arguments).out())
                .path("models")
                .path(0);

        assertThat(model.path("gradientBytes").asLong()).isEqualTo(492_246_528);
        assertThat(model.path("buckets").asInt()).isEqualTo(1);
        JsonNode prediction = model.path("predictions").path(0);
        assertThat(prediction.path("seconds").asDouble()).isCloseTo(4.938, within(1e-3));
        assertThat(prediction.path("efficiency").asDouble()).isCloseTo(1 / 4.938, within(1e-4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--json | --json is for --scaling or --device, which is missing",
                "--processes 2 | --processes is for --scaling, which is missing",
                "--scaling --processes 0 | --processes must be at least 1, not 0",
                "--scaling --gbits 1,0 | --gbits must be more than 0, not 0.0",
                "--scaling --images 5 | --images is for --device, which is missing",
                "--scaling --device h100 | --scaling and --device cannot be combined",
                "--device h100 --processes 2 | --processes is for --scaling, which is missing",
                "--device h1 | --device: unknown device 'h1'; known are b200, h200, h100, h100-pcie, a100",
                "--device h100 --share 1.5 | --share must be more than 0 and at most 1, not 1.5",
                "--device h100 --images 0 | --images must be at least 1, not 0.0",
                "--device h100 --batch-size 0 | --batch-size must be at least 1, not 0",
                "--scaling --model xl | --model: no model 'xl'",
                "--scaling --model s --recipe mae | --model and --recipe cannot be combined",
                "--scaling --step-seconds 0 | --step-seconds must be more than 0, not 0.0",
                "--scaling --bucket-size 0 | --bucket-size must be 1 to 2047 MiB, not 0"
            })
    void impossibleOptionsAreRefused(String arguments, String message) {
        Cli result = Cli.run(("models " + arguments).split(" "));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(message);
    }
}
