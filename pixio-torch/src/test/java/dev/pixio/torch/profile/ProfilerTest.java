package dev.pixio.torch.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ProfilerTest {

    private static final Device CPU = Libtorch.device("cpu");

    @TempDir
    private Path folder;

    private static void run(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void tangent() {
        try (PointerScope scope = new PointerScope()) {
            Tensor unused = torch.tanh(Tensors.zeros(ScalarType.Float, 8, 8));
        }
    }

    private static void sine() {
        try (PointerScope scope = new PointerScope()) {
            Tensor unused = torch.sin(Tensors.zeros(ScalarType.Float, 8, 8));
        }
    }

    @Test
    void theOperatorsOfAllThreadsAreRecorded() throws IOException {
        Path trace = folder.resolve("a trace.json");

        Profiler.record(CPU, trace, () -> {
            tangent();
            run(ProfilerTest::sine);
        });

        assertThat(Files.readString(trace)).contains("\"aten::tanh\"", "\"aten::sin\"", "\"cpu_op\"");
    }

    @Test
    void aSecondTraceHasOnlyItsOwnOperators() throws IOException {
        Path second = folder.resolve("second.json");

        Profiler.record(CPU, folder.resolve("first.json"), ProfilerTest::tangent);
        Profiler.record(CPU, second, ProfilerTest::sine);

        assertThat(Files.readString(second)).contains("\"aten::sin\"").doesNotContain("aten::tanh");
    }

    @Test
    void aStageIsRecordedUnderItsName() throws IOException {
        Path trace = folder.resolve("trace.json");

        Profiler.record(CPU, trace, () -> Profiler.stage("optimizer", ProfilerTest::sine));

        assertThat(Files.readString(trace)).contains("\"user_annotation\", \"name\": \"optimizer\"");
    }

    @Test
    void itEndsWithWorkThatFails() throws IOException {
        Path after = folder.resolve("after.json");

        assertThatThrownBy(() -> Profiler.record(CPU, folder.resolve("failed.json"), () -> {
                    throw new IllegalStateException("the work failed");
                }))
                .hasMessage("the work failed");
        Profiler.record(CPU, after, ProfilerTest::sine);

        assertThat(Files.readString(after)).contains("\"aten::sin\"");
    }
}
