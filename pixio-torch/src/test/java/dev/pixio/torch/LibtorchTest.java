package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                .hasMessageStartingWith("no device 'cuda:77' here; there is cpu");
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
