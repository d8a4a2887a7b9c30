package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LibtorchTest {

    @Test
    void versionAndDevicesAreReported() {
        assertThat(Libtorch.version()).startsWith("2.");
        assertThat(Libtorch.devices()).first().isEqualTo("cpu");
        assertThat(Libtorch.buildConfiguration()).contains("PyTorch built with");
    }

    @Test
    void theMessageForAnAbsentDeviceListsTheAvailableOnes() {
        assertThatThrownBy(() -> Libtorch.device("cuda:77"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no device 'cuda:77' here: ")
                .hasMessageContaining("; there is cpu");
    }

    @Test
    void anUnknownNameIsNoQuestionOfGpus() {
        for (String name : List.of("gpu", "cuda:", "cuda:-1", "cuda:1.5", "cuda:99999999999")) {
            assertThatThrownBy(() -> Libtorch.device(name))
                    .hasMessageStartingWith("no device '" + name + "' here; there is cpu");
        }
    }

    @Test
    void aGpuThatIsAbsentIsExplained() {
        assumeThat(Libtorch.devices()).as("this machine has no GPU").hasSize(1);

        assertThatThrownBy(() -> Libtorch.device("cuda"))
                .hasMessageStartingWith(
                        "no device 'cuda' here: " + Libtorch.gpuProblem(OptionalInt.of(0)) + "; there is cpu");
        assertThat(Libtorch.gpuProblem(OptionalInt.empty())).doesNotContain("\n");
    }

    @Test
    void threadsAreSetAndRead() {
        int before = Libtorch.threads();
        Libtorch.setThreads(before + 1);
        assertThat(Libtorch.threads()).isEqualTo(before + 1);
        Libtorch.setThreads(before);
        assertThatThrownBy(() -> Libtorch.setThreads(0)).hasMessage("threads must be at least 1, not 0");
        assertThatThrownBy(() -> Libtorch.setThreads(100_000)).hasMessage("threads must be at most 1024, not 100000");
    }
}
