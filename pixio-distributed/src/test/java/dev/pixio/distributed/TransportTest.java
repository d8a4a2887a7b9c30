package dev.pixio.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportTest {

    @ParameterizedTest
    @CsvSource({"auto, true, true", "auto, false, false", "gloo, true, false", "gloo, false, false", "NCCL, true, true"
    })
    void gpusUseNcclUnlessAnotherIsChosen(String name, boolean gpu, boolean nccl) {
        assertThat(Transport.named(name).isNccl(gpu ? "cuda:0" : "cpu", gpu)).isEqualTo(nccl);
    }

    @Test
    void ncclNeedsAGpu() {
        assertThatThrownBy(() -> Transport.NCCL.isNccl("cpu", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "--backend nccl is for GPUs, and the device is cpu: give --device cuda, or leave --backend out");
    }

    @Test
    void otherNamesAreRefused() {
        assertThatThrownBy(() -> Transport.named("mpi")).hasMessage("no backend 'mpi'; there is auto, gloo, nccl");
    }
}
