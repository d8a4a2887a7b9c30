package dev.pixio.torch.memory;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryDemandTest {

    @Test
    void whatIsLargerThanTheMemoryIsRefusedWithBothNumbers() {
        assertThatThrownBy(() -> MemoryDemand.require("20 scenes", 3.06e12, 22_400_000_000L, "of memory"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("20 scenes take 3,060.0 GB of memory, and 22.4 GB are available: use fewer");
        assertThatCode(() -> MemoryDemand.require("20 scenes", 1e9, 1_000_000_000, "of memory"))
                .doesNotThrowAnyException();
    }

    @Test
    void theMemoryOfThisMachineIsKnown() {
        assertThatCode(() -> MemoryDemand.requireNative("bytes", 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> MemoryDemand.requireNative("bytes", 1e18)).hasMessageContaining("GB of memory");
        assertThatCode(() -> MemoryDemand.requireHeap("bytes", 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> MemoryDemand.requireHeap("bytes", 1e18)).hasMessageContaining("GB of the Java heap");
    }
}
