package dev.pixio.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CudaSystemTest {

    private static final CudaBuild BUILD = new CudaBuild(
            true, List.of(new ComputeCapability(7, 5), new ComputeCapability(8, 0), new ComputeCapability(9, 0)));

    private static final Gpu H100 = gpu(0, "NVIDIA H100", 9, 0);

    @Test
    void nothingIsWrongWithAGpuThatTheBuildHasCodeFor() {
        CudaSystem system = system(BUILD, driver(H100, gpu(1, "NVIDIA L40S", 8, 9)), Optional.empty());

        assertThat(system.problems(OptionalInt.empty())).isEmpty();
        assertThat(system.problems(OptionalInt.of(1))).isEmpty();
    }

    @Test
    void aBuildForCpusIsNamedWithTheCommandThatMakesTheOther() {
        CudaSystem system =
                new CudaSystem(new CudaBuild(false, List.of()), List.of(), CudaDriver.absent("-"), Optional.empty(), 0);

        assertThat(system.problems(OptionalInt.of(0)))
                .singleElement()
                .asString()
                .startsWith("this build is for CPUs; PIXIO_MAVEN_ARGS=-Pcuda ./pixio --version");
    }

    @Test
    void missingLibrariesComeBeforeAMissingDriver() {
        List<MissingLibrary> missing = List.of(
                MissingLibrary.of("libcudnn.so.9: cannot open shared object file: No such file or directory"),
                MissingLibrary.of("libcublas.so.13: cannot open shared object file: No such file or directory"));
        CudaSystem system =
                new CudaSystem(BUILD, missing, CudaDriver.absent("libcuda.so.1: absent"), Optional.empty(), 0);

        assertThat(system.problems(OptionalInt.empty()))
                .containsExactly(
                        "not on the library path: libcudnn.so.9, libcublas.so.13; install nvidia-cublas nvidia-cudnn-cu13 by pip,"
                                + " with nvidia/*/lib on LD_LIBRARY_PATH, or libcublas-13-1 libcudnn9-cuda-13 by apt from NVIDIA's"
                                + " repository",
                        "NVIDIA's driver is missing (libcuda.so.1: absent): install release 580 or newer; a container needs the"
                                + " GPUs from its host, as by docker run --gpus all");
    }

    @Test
    void manyMissingLibrariesAreCounted() {
        List<MissingLibrary> all = CudaLibrary.required().stream()
                .map(library -> MissingLibrary.of(library.file() + ": cannot open shared object file: No such file"))
                .toList();

        assertThat(MissingLibrary.describe(all))
                .isEqualTo(
                        "not on the library path: libcudart.so.13, libcublas.so.13, libcublasLt.so.13 and 9 more libraries of"
                                + " CUDA; pixio info --device cuda lists them with their packages");
        assertThat(all).allSatisfy(library -> assertThat(library.packages()).isPresent());
    }

    @Test
    void aLibraryThatIsThereAndCannotBeOpenedHasItsReason() {
        List<MissingLibrary> missing = List.of(
                MissingLibrary.of("/lib/libm.so.6: version `GLIBC_2.38' not found (required by libcudnn.so.9)"));

        assertThat(MissingLibrary.describe(missing))
                .isEqualTo(
                        "a library of CUDA cannot be opened: /lib/libm.so.6: version `GLIBC_2.38' not found (required by"
                                + " libcudnn.so.9)");
    }

    @Test
    void anOldDriverHasItsVersionAndTheOneThatIsNeeded() {
        CudaDriver old = new CudaDriver(Optional.empty(), 0, "", 12_040, Optional.of("550.54.15"), List.of(H100));

        assertThat(system(BUILD, old, Optional.empty()).problems(OptionalInt.of(0)))
                .containsExactly(
                        "NVIDIA's driver is too old (550.54.15, for CUDA up to 12.4): this build needs CUDA 13.0, which is"
                                + " release 580 or newer");
    }

    @Test
    void aVariableThatHidesAllGpusIsNamed() {
        CudaDriver none = failing(CudaDriver.NO_DEVICE, "no CUDA-capable device is detected");

        assertThat(system(BUILD, none, Optional.of("")).problems(OptionalInt.of(0)))
                .containsExactly(
                        "CUDA_VISIBLE_DEVICES='' hides all GPUs (of 8 on this machine): unset it, or name some by number,"
                                + " as CUDA_VISIBLE_DEVICES=0");
        assertThat(system(BUILD, none, Optional.empty()).problems(OptionalInt.of(0)))
                .containsExactly(
                        "NVIDIA's driver cannot be used: no CUDA-capable device is detected (error 100 of CUDA);"
                                + " nvidia-smi may say more");
    }

    @Test
    void anErrorOfTheDriverIsNotBlamedOnTheVariable() {
        CudaDriver broken = failing(803, "system has unsupported display driver / cuda driver combination");

        assertThat(system(BUILD, broken, Optional.of("0")).problems(OptionalInt.of(0)))
                .singleElement()
                .asString()
                .startsWith("NVIDIA's driver cannot be used: system has unsupported");
    }

    @Test
    void aNumberThatDoesNotExistHasThoseThatDo() {
        assertThat(system(BUILD, driver(H100), Optional.empty()).problems(OptionalInt.of(1)))
                .containsExactly("this process sees cuda:0");
        assertThat(system(BUILD, driver(H100), Optional.of("3")).problems(OptionalInt.of(1)))
                .containsExactly("this process sees cuda:0, because CUDA_VISIBLE_DEVICES='3' (of 8 on this machine)");
    }

    @Test
    void aGpuWithoutCodeForItIsNamed() {
        Gpu old = gpu(0, "NVIDIA GTX 1080", 6, 1);
        CudaSystem system = system(BUILD, driver(old), Optional.empty());

        assertThat(system.hasCodeFor(0)).isFalse();
        assertThat(system.problems(OptionalInt.empty()))
                .isEqualTo(system.problems(OptionalInt.of(0)))
                .containsExactly(
                        "cuda:0 (NVIDIA GTX 1080) has compute capability 6.1, and this build has code for 7.5, 8.0, 9.0");
    }

    @Test
    void codeRunsOnLaterGpusOfItsGenerationOnly() {
        assertThat(BUILD.hasCodeFor(new ComputeCapability(8, 9))).isTrue();
        assertThat(BUILD.hasCodeFor(new ComputeCapability(7, 0))).isFalse();
        assertThat(BUILD.hasCodeFor(new ComputeCapability(10, 0))).isFalse();
    }

    @Test
    void architecturesAreReadFromTheBuildConfiguration() {
        String configuration = "  - NVCC architecture flags:"
                + " -gencode;arch=compute_75,code=sm_75;-gencode;arch=compute_120,code=sm_120;-gencode;arch=compute_90,code=sm_90\n";

        assertThat(CudaBuild.of(configuration).capabilities())
                .extracting(ComputeCapability::toString)
                .containsExactly("7.5", "9.0", "12.0");
    }

    @Test
    void versionsAreReadFromOneNumber() {
        assertThat(CudaVersions.text(13_010, 1000, 10)).isEqualTo("13.1");
        assertThat(CudaVersions.text(91_901, 10_000, 100)).isEqualTo("9.19.1");
        assertThat(CudaVersions.text(22_907, 10_000, 100)).isEqualTo("2.29.7");
    }

    private static CudaSystem system(CudaBuild build, CudaDriver driver, Optional<String> visible) {
        return new CudaSystem(build, List.of(), driver, visible, 8);
    }

    private static CudaDriver driver(Gpu... gpus) {
        return new CudaDriver(Optional.empty(), 0, "", 13_010, Optional.of("580.65.06"), List.of(gpus));
    }

    private static CudaDriver failing(int code, String error) {
        return new CudaDriver(Optional.empty(), code, error, 13_010, Optional.of("580.65.06"), List.of());
    }

    private static Gpu gpu(int number, String name, int major, int minor) {
        return new Gpu(number, name, new ComputeCapability(major, minor), 80_000_000_000L, OptionalLong.empty());
    }
}
