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
                "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 139.72 GiB of which 1.11 GiB is"
                        + " free. Including non-PyTorch memory, this process has 138.60 GiB memory in use. Of the allocated memory"
                        + " 130.00 GiB is allocated by PyTorch, and 7.98 GiB is reserved by PyTorch but unallocated. If reserved"
                        + " but unallocated memory is large try setting PYTORCH_ALLOC_CONF=expandable_segments:True to avoid"
                        + " fragmentation.  See documentation for Memory Management "
                        + " (https://pytorch.org/docs/stable/notes/cuda.html#environment-variables)",
                "CUDA out of memory. Tried to allocate more than 1EB memory.",
                "CUDA error: out of memory",
                "CUDA driver error: out of memory",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
                "cusolver error: CUSOLVER_STATUS_ALLOC_FAILED, when calling `cusolverDnCreate(handle)`",
                "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
                "CUDA driver error: CUDA_ERROR_OUT_OF_MEMORY",
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
                "CUDA error: an illegal memory access was encountered",
                "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasGemmEx`",
                "CUDA error: no kernel image is available for execution on the device",
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
