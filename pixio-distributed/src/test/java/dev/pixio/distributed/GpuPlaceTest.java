package dev.pixio.distributed;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.group.GroupException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpuPlaceTest {

    @Test
    void twoProcessesWithOneGpuAreNamed() {
        assertThatThrownBy(() -> GpuPlace.requireDistinct(List.of(
                        "a/1-2/0000:07:00.0", "a/1-2/0000:08:00.0", "b/3-4/0000:07:00.0", "a/1-2/0000:08:00.0")))
                .isInstanceOf(GroupException.class)
                .hasMessage(
                        "processes 1 and 3 use the same GPU, 0000:08:00.0 on a, and NCCL needs one for each: start fewer"
                                + " processes on this host, or give --backend gloo");
    }

    @Test
    void hostsOfOneNameAreToldApart() {
        assertThatCode(() -> GpuPlace.requireDistinct(List.of("localhost/1/0000:07:00.0", "localhost/2/0000:07:00.0")))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsNotKnownIsLeftToNccl() {
        assertThatCode(() -> GpuPlace.requireDistinct(List.of("", ""))).doesNotThrowAnyException();
    }
}
