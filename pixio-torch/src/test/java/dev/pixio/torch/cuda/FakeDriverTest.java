package dev.pixio.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads libraries that have the functions of NVIDIA's driver, compiled for the test. */
class FakeDriverTest {

    @TempDir
    private Path folder;

    @Test
    void everyGpuIsDescribed() throws Exception {
        CudaDriver driver = DriverReader.read(library("driver"), library("management"));

        assertThat(driver.failure()).isEmpty();
        assertThat(driver.describe()).isEqualTo("580.65.06, for CUDA up to 13.1");
        assertThat(driver.gpus())
                .containsExactly(
                        new Gpu(
                                0,
                                "Large GPU",
                                new ComputeCapability(9, 0),
                                150_000_000_000L,
                                OptionalLong.of(149_000_000_000L)),
                        new Gpu(1, "Small GPU", new ComputeCapability(6, 1), 8_000_000_000L, OptionalLong.empty()));
    }

    @Test
    void withoutTheManagementLibraryReleaseAndFreeMemoryAreUnknown() throws Exception {
        CudaDriver driver = DriverReader.read(library("driver"), "libpixio-absent.so.1");

        assertThat(driver.describe()).isEqualTo("unknown release, for CUDA up to 13.1");
        assertThat(driver.gpus()).extracting(Gpu::freeBytes).containsOnly(OptionalLong.empty());
    }

    @Test
    void anErrorHasItsTextIfItIsKnown() throws Exception {
        CudaDriver none = DriverReader.read(library("driver", "-DINIT=100"), "libpixio-absent.so.1");
        CudaDriver other =
                DriverReader.read(library("driver", "-DINIT=998", "-DVERSION=12040"), "libpixio-absent.so.1");

        assertThat(none.code()).isEqualTo(CudaDriver.NO_DEVICE);
        assertThat(none.error()).isEqualTo("no CUDA-capable device is detected");
        assertThat(other.error()).isEqualTo("error 998");
        assertThat(other.cudaVersion()).isEqualTo(12_040);
    }

    @Test
    void anAbsentDriverHasTheReasonOfTheLinker() {
        CudaDriver driver = DriverReader.read("libpixio-absent.so.1", "libpixio-absent.so.1");

        assertThat(driver.failure())
                .hasValueSatisfying(reason -> assertThat(reason).contains("libpixio-absent.so.1"));
        assertThat(driver.gpus()).isEmpty();
    }

    /** Each in a file of its own: a library is loaded once under its name. */
    private String library(String source, String... options) throws IOException, InterruptedException {
        Path file = Files.createTempFile(folder, source, ".so");
        Path code = folder.resolve(source + ".c");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/cuda/" + source + ".c"))) {
            Files.write(code, in.readAllBytes());
        }
        List<String> command =
                new ArrayList<>(List.of("cc", "-shared", "-fPIC", "-o", file.toString(), code.toString()));
        command.addAll(List.of(options));
        try {
            Process compiler = new ProcessBuilder(command).inheritIO().start();
            assertThat(compiler.waitFor()).isZero();
        } catch (IOException absent) {
            assumeTrue(false, "there is no C compiler (cc)");
        }
        return file.toString();
    }
}
