package dev.pixio.torch.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to"
                        + " allocate 4096 bytes. Error code 12 (Cannot allocate memory)",
                "std::bad_alloc",
                "could not create a memory object",
                "OpenCV(4.13.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 294030000 bytes in function"
                        + " 'OutOfMemoryError'",
                "CUDA out of memory. Tried to allocate 20.00 MiB",
                "Cannot allocate new FloatPointer(1024): totalBytes = 3M, physicalBytes = 2G"
            })
    void messagesThatNameMemoryAreRecognised(String message) {
        assertThat(OutOfMemory.isIn(new RuntimeException(message), () -> false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"could not create a primitive", "could not execute a primitive"})
    void failedPrimitiveIsOutOfMemoryOnlyIfMemoryIsNearlyExhausted(String message) {
        RuntimeException failure = new RuntimeException(message);

        assertThat(OutOfMemory.isIn(failure, () -> false)).isFalse();
        assertThat(OutOfMemory.isIn(failure, () -> true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "could not create a primitive descriptor for an inner product forward propagation primitive",
                "could not create a memory descriptor using a tag",
                "Java heap space: failed reallocation, out of memory",
                "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)"
            })
    void otherFailuresAreNotOutOfMemory(String message) {
        assertThat(OutOfMemory.isIn(new RuntimeException(message), () -> true)).isFalse();
    }

    @Test
    void failureWithoutAMessageIsNotOutOfMemory() {
        assertThat(OutOfMemory.isIn(new IllegalStateException(), () -> true)).isFalse();
    }
}
