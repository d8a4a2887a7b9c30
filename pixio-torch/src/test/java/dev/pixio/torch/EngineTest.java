package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EngineTest {

    @Test
    void versionAndDevicesAreReported() {
        assertThat(Engine.version()).startsWith("2.");
        assertThat(Engine.devices()).first().isEqualTo("cpu");
        assertThat(Engine.buildConfiguration()).contains("PyTorch built with");
    }

    @Test
    void anAbsentDeviceIsNamedWithThoseThereAre() {
        assertThatThrownBy(() -> Engine.device("cuda:77"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no device 'cuda:77' here; there is cpu");
    }

    @Test
    void threadsAreSetAndRead() {
        int before = Engine.threads();
        Engine.setThreads(before + 1);
        assertThat(Engine.threads()).isEqualTo(before + 1);
        Engine.setThreads(before);
        assertThatThrownBy(() -> Engine.setThreads(0)).hasMessage("threads must be at least 1, not 0");
    }
}
