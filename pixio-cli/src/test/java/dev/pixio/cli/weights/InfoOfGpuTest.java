package dev.pixio.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixio.cli.Cli;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.cuda.ComputeCapability;
import dev.pixio.torch.cuda.CudaBuild;
import dev.pixio.torch.cuda.CudaDriver;
import dev.pixio.torch.cuda.CudaSystem;
import dev.pixio.torch.cuda.Gpu;
import dev.pixio.torch.cuda.MissingLibrary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfoOfGpuTest {

    private static final CudaDriver DRIVER = new CudaDriver(
            Optional.empty(),
            0,
            "",
            13_010,
            Optional.of("580.65.06"),
            List.of(
                    new Gpu(
                            0,
                            "NVIDIA H100",
                            new ComputeCapability(9, 0),
                            85_000_000_000L,
                            OptionalLong.of(84_000_000_000L)),
                    new Gpu(1, "NVIDIA T4", new ComputeCapability(7, 5), 16_000_000_000L, OptionalLong.empty())));

    private static final CudaBuild BUILD =
            new CudaBuild(true, List.of(new ComputeCapability(7, 5), new ComputeCapability(9, 0)));

    private final StringWriter text = new StringWriter();

    @Test
    void aGpuIsDescribedWithWhatARunUses() {
        boolean usable = print(new CudaSystem(BUILD, List.of(), DRIVER, Optional.of("2,3"), 4), "cuda");

        assertThat(usable).isTrue();
        assertThat(text.toString())
                .contains("device         cuda:0, NVIDIA H100")
                .contains("capability     9.0; this build has code for 7.5, 9.0")
                .contains("memory         79 GiB, 78 GiB free")
                .contains("driver         580.65.06, for CUDA up to 13.1")
                .contains("devices        cpu, cuda:0, cuda:1")
                .contains("GPUs           cuda:0 NVIDIA H100, cuda:1 NVIDIA T4")
                .contains("environment    CUDA_VISIBLE_DEVICES=2,3")
                .contains("a run uses     bf16 autocast by default")
                .doesNotContain("problem", "try --precision fp32");
    }

    @Test
    void aGpuWithoutTensorCoresForBf16IsNamed() {
        print(new CudaSystem(BUILD, List.of(), DRIVER, Optional.empty(), 2), "cuda:1");

        assertThat(text.toString()).contains("cuda:1, NVIDIA T4", "no tensor cores: try --precision fp32");
    }

    @Test
    void eachProblemHasALine() {
        List<MissingLibrary> missing = List.of(new MissingLibrary(
                "libcudnn.so.9", "libcudnn.so.9: cannot open shared object file: No such file or directory"));
        CudaDriver none = new CudaDriver(Optional.empty(), 100, "no device", 13_010, Optional.empty(), List.of());
        boolean usable = print(new CudaSystem(BUILD, missing, none, Optional.of(""), 1), "cuda");

        assertThat(usable).isFalse();
        assertThat(text.toString())
                .contains("problem        not on the library path: libcudnn.so.9; install nvidia-cudnn-cu13 by pip")
                .contains("missing        libcudnn.so.9: nvidia-cudnn-cu13 by pip")
                .contains("problem        CUDA_VISIBLE_DEVICES='' hides all GPUs (of 1 on this machine)")
                .doesNotContain("a run uses");
    }

    @Test
    void aNumberThatDoesNotExistIsAProblem() {
        assertThat(print(new CudaSystem(BUILD, List.of(), DRIVER, Optional.empty(), 2), "cuda:2"))
                .isFalse();
        assertThat(text.toString()).contains("problem        this process sees cuda:0, cuda:1");
    }

    @Test
    void anotherNameIsRefused() {
        CudaSystem system = new CudaSystem(BUILD, List.of(), DRIVER, Optional.empty(), 2);

        assertThatThrownBy(() -> print(system, "cuda:first")).hasMessageStartingWith("no device 'cuda:first'");
    }

    private boolean print(CudaSystem system, String name) {
        PrintWriter out = new PrintWriter(text, true);
        return new GpuPrinter(out, system, Optional.empty(), () -> List.of("cpu", "cuda:0", "cuda:1")).print(name);
    }

    @Nested
    class WithoutAGpu {

        @BeforeEach
        void thisMachineHasNone() {
            assumeThat(Libtorch.devices()).as("this machine has no GPU").hasSize(1);
        }

        @Test
        void infoFailsAndSaysWhatIsMissing() {
            Cli cli = Cli.run("info", "--device", "cuda");

            assertThat(cli.code()).isOne();
            assertThat(cli.out()).contains("libtorch", "device         cuda:0", "problem ");
        }

        @Test
        void autoAndCpuDescribeTheCpu() {
            assertThat(Cli.run("info", "--device", "auto").out()).contains("processor", "auto selects   the CPU");
            assertThat(Cli.run("info", "--device", "cpu").out()).contains("processor", "a run uses     the CPU");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "pretrain --device cuda --out target/never",
                    "pretrain --device cuda:1 --out target/never",
                    "info --device gpu"
                })
        void otherCommandsFailInOneLine(String command) {
            Cli cli = Cli.run(command.split(" "));

            assertThat(cli.code()).isOne();
            assertThat(cli.err().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("no device '", "; there is cpu (and auto)");
        }
    }
}
