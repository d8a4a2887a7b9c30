package dev.pixio.torch;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.junit.jupiter.api.Assumptions;

/**
 * The device that tests run on. A test that can run on any device takes it as a parameter, and has two methods:
 *
 * <pre>{@code
 * @Test
 * void sumsAreExact() {
 *     sumsAreExact(TestDevice.chosen());
 * }
 *
 * @Test
 * @Tag(TestDevice.CUDA)
 * void sumsAreExactOnAGpu() {
 *     sumsAreExact(TestDevice.cuda());
 * }
 * }</pre>
 *
 * <p>{@code -Dpixio.test.device=cuda} runs the first kind on a GPU, too; {@code -Dgroups=cuda} runs the second kind only.
 */
public final class TestDevice {

    /** The tag of tests that need a GPU. */
    public static final String CUDA = "cuda";

    /**
     * A second tag of those that record CUDA graphs: some failures leave the process without a GPU, and the tests after them fail, too. A
     * process of their own for these keeps the others apart.
     */
    public static final String CUDA_GRAPHS = "cuda-graphs";

    /** The system property with the name of the device, as {@code --device} takes it. */
    public static final String PROPERTY = "pixio.test.device";

    private TestDevice() {}

    /**
     * The device of {@link #PROPERTY}, the CPU by default.
     *
     * @throws IllegalArgumentException if there is no such device here: a test that was sent to a GPU must not pass without one
     */
    public static Device chosen() {
        return Libtorch.device(name());
    }

    /** The GPU; where there is none, the test is skipped, and the reason is reported. */
    public static Device cuda() {
        List<String> devices = Libtorch.devices();
        Assumptions.assumeTrue(devices.size() > 1, "skipped: libtorch finds no GPU here, only " + devices);
        return Libtorch.device(name().startsWith(CUDA) ? name() : CUDA);
    }

    /** Moves a model to a device, in place, and returns it. */
    public static <M extends Module> M on(Device device, M model) {
        try (PointerScope scope = new PointerScope()) {
            Tensors.move(model, device);
        }
        return model;
    }

    private static String name() {
        return System.getProperty(PROPERTY, "cpu");
    }
}
