package dev.pixio.train.optim;

import dev.pixio.torch.TestDevice;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Tag;

/** {@link FlatMemoryTest} on a GPU. */
@Tag(TestDevice.CUDA)
class FlatMemoryOnAGpuTest extends FlatMemoryTest {

    @Override
    Device device() {
        return TestDevice.cuda();
    }
}
