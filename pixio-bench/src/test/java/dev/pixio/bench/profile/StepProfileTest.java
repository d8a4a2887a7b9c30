package dev.pixio.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.bench.profile.StepProfile.Part;
import dev.pixio.bench.profile.StepProfile.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of one millisecond, written by hand in the form of Kineto's. */
class StepProfileTest {

    @TempDir
    private Path folder;

    private StepProfile profile(String... events) throws IOException {
        Path trace = folder.resolve("trace.json");
        Files.writeString(trace, "{\"traceEvents\": [" + String.join(",", events) + "]}");
        return StepProfile.of(trace, "optimizer", 1e-3, 1);
    }

    private static String event(String category, String name, int thread, double start, double duration, int number) {
        return """
                {"ph": "X", "cat": "%s", "name": "%s", "pid": 1, "tid": %d, "ts": %s, "dur": %s, "args": {"External id": %d}}""".formatted(category, name, thread, start, duration, number);
    }

    private static String operator(String name, int thread, double start, double duration, int number) {
        return event("cpu_op", name, thread, start, duration, number);
    }

    private static Part part(StepProfile profile, String name) {
        return profile.kinds().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double milliseconds(StepProfile profile, String name) {
        return part(profile, name).milliseconds();
    }

    @Test
    void theTimeOfAnOperatorIsWithoutThatOfTheOperatorsInIt() throws IOException {
        StepProfile profile = profile(
                operator("aten::linear", 1, 0, 600, 1),
                operator("aten::copy_", 1, 100, 200, 2),
                operator("aten::addmm", 1, 350, 200, 3));

        assertThat(profile.source()).isEqualTo(Source.OPERATORS);
        assertThat(milliseconds(profile, "copies and gathers")).isEqualTo(0.2, within(1e-9));
        assertThat(milliseconds(profile, "matrix products")).isEqualTo(0.4, within(1e-9));
        assertThat(part(profile, "matrix products").calls()).isEqualTo(2);
        assertThat(milliseconds(profile, "idle")).isEqualTo(0.4, within(1e-9));
        assertThat(part(profile, "idle").share()).isEqualTo(0.4, within(1e-9));
    }

    @Test
    void whatAttentionAndTheOptimizerCallIsTheirs() throws IOException {
        StepProfile profile = profile(
                operator("aten::scaled_dot_product_attention", 1, 0, 100, 1),
                operator("aten::copy_", 1, 10, 50, 2),
                event("user_annotation", "optimizer", 1, 200, 300, 3),
                operator("aten::mul_", 1, 250, 100, 4));

        assertThat(milliseconds(profile, "attention")).isEqualTo(0.1, within(1e-9));
        assertThat(milliseconds(profile, "optimizer"))
                .as("the operator, not the whole stage")
                .isEqualTo(0.1, within(1e-9));
        assertThat(milliseconds(profile, "idle")).isEqualTo(0.8, within(1e-9));
    }

    @Test
    void threadsShareTheTimeInWhichBothWork() throws IOException {
        StepProfile profile = profile(operator("aten::mm", 1, 0, 500, 1), operator("aten::gelu", 2, 250, 500, 2));

        assertThat(milliseconds(profile, "matrix products")).isEqualTo(0.375, within(1e-9));
        assertThat(milliseconds(profile, "element-wise")).isEqualTo(0.375, within(1e-9));
        assertThat(milliseconds(profile, "idle")).isEqualTo(0.25, within(1e-9));
    }

    @Test
    void kernelsAreOfTheKindOfTheOperatorThatStartedThem() throws IOException {
        StepProfile profile = profile(
                operator("aten::mm", 1, 0, 5, 1),
                operator("aten::expand", 1, 5, 5, 2),
                event("kernel", "void splitK_something_else", 7, 100, 300, 1),
                event("kernel", "vectorized_elementwise_kernel", 7, 400, 100, 2),
                event("kernel", "nvjet_without_an_operator", 7, 500, 200, 99),
                event("gpu_memcpy", "Memcpy HtoD (Pinned -> Device)", 8, 700, 50, 98));

        assertThat(profile.source()).isEqualTo(Source.KERNELS);
        assertThat(milliseconds(profile, "matrix products")).isEqualTo(0.5, within(1e-9));
        assertThat(milliseconds(profile, "element-wise")).isEqualTo(0.1, within(1e-9));
        assertThat(milliseconds(profile, "copies and gathers")).isEqualTo(0.05, within(1e-9));
        assertThat(milliseconds(profile, "idle")).isEqualTo(0.35, within(1e-9));
    }

    @Test
    void theLongestComesFirst() throws IOException {
        StepProfile profile = profile(
                operator("aten::gelu", 1, 0, 100, 1),
                operator("aten::mm", 1, 100, 300, 2),
                operator("aten::gelu", 1, 400, 100, 3));

        assertThat(profile.longest()).extracting(Part::name).isEqualTo(List.of("aten::mm", "aten::gelu"));
        assertThat(profile.longest()).extracting(Part::calls).isEqualTo(List.of(1.0, 2.0));
    }
}
