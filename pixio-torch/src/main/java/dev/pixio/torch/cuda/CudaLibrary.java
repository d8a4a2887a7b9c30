package dev.pixio.torch.cuda;

import java.util.List;
import java.util.Optional;

/**
 * A library that libtorch's build for CUDA needs and does not contain.
 *
 * @param file its name for the dynamic linker
 * @param pip package of PyPI that has it
 * @param apt package of NVIDIA's repository for Debian and Ubuntu that has it
 */
public record CudaLibrary(String file, String pip, String apt) {

    /** In the order in which they are reported: the general ones first. */
    private static final List<CudaLibrary> ALL = List.of(
            new CudaLibrary("libcudart.so.13", "nvidia-cuda-runtime", "cuda-cudart-13-1"),
            new CudaLibrary("libcublas.so.13", "nvidia-cublas", "libcublas-13-1"),
            new CudaLibrary("libcublasLt.so.13", "nvidia-cublas", "libcublas-13-1"),
            new CudaLibrary("libcudnn.so.9", "nvidia-cudnn-cu13", "libcudnn9-cuda-13"),
            new CudaLibrary("libnccl.so.2", "nvidia-nccl-cu13", "libnccl2"),
            new CudaLibrary("libcupti.so.13", "nvidia-cuda-cupti", "cuda-cupti-13-1"),
            new CudaLibrary("libnvJitLink.so.13", "nvidia-nvjitlink", "libnvjitlink-13-1"),
            new CudaLibrary("libcusparse.so.12", "nvidia-cusparse", "libcusparse-13-1"),
            new CudaLibrary("libcusolver.so.12", "nvidia-cusolver", "libcusolver-13-1"),
            new CudaLibrary("libcufft.so.12", "nvidia-cufft", "libcufft-13-1"),
            new CudaLibrary("libcurand.so.10", "nvidia-curand", "libcurand-13-1"),
            new CudaLibrary("libcufile.so.0", "nvidia-cufile", "libcufile-13-1"));

    /** All that libtorch cannot be loaded without. */
    static List<CudaLibrary> required() {
        return ALL;
    }

    /** The one with a file name. */
    static Optional<CudaLibrary> of(String file) {
        return ALL.stream().filter(library -> library.file.equals(file)).findFirst();
    }
}
