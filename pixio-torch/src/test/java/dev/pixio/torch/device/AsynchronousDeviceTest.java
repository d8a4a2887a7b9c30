package dev.pixio.torch.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a device does beside the host has the values that it has if the host waits. */
class AsynchronousDeviceTest {

    private static final int ROUNDS = 50;

    @Test
    void copiesAreBehindWhatTheyNeed() {
        copiesAreBehindWhatTheyNeed(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void copiesAreBehindWhatTheyNeedOnAGpu() {
        copiesAreBehindWhatTheyNeed(TestDevice.cuda());
    }

    /** Uploads and reads beside products that keep a GPU busy. */
    private static void copiesAreBehindWhatTheyNeed(Device device) {
        try (PointerScope scope = new PointerScope();
                Uploads uploads = new Uploads(device)) {
            Tensor matrix = Tensors.to(torch.rand(256, 256).mul(new Scalar(1.0 / 128)), device);
            HostRead[] reads = new HostRead[ROUNDS];
            double[] expected = new double[ROUNDS];
            Tensor product = matrix;
            for (int i = 0; i < ROUNDS; i++) {
                byte[] bytes = {(byte) i, 1, 2};
                expected[i] = i + 3;
                Tensor host = PageLocked.empty(ScalarType.Byte, 3);
                host.copy_(Tensors.of(bytes, 3));
                product = product.matmul(matrix);
                Tensor sent = uploads.send(host);
                reads[i] = HostRead.of(
                        sent.to(ScalarType.Double).sum().add(product.sum().mul(new Scalar(0.0))));
            }
            for (int i = 0; i < ROUNDS; i++) {
                try (HostRead read = reads[i]) {
                    assertThat(read.values()).containsExactly(expected[i]);
                    assertThat(read.isComplete()).isTrue();
                }
            }
        }
    }

    @Test
    @Tag(TestDevice.CUDA)
    @Tag(TestDevice.CUDA_GRAPHS)
    void aGraphReadsWhatIsInItsPlacesWhenItIsReplayed() {
        Device device = TestDevice.cuda();
        try (PointerScope scope = new PointerScope()) {
            Tensor input = Tensors.to(torch.ones(4), device);
            Tensor sum = Tensors.zeros(ScalarType.Float, device);
            Runnable work = () -> {
                try (PointerScope inner = new PointerScope()) {
                    sum.add_(input.mul(new Scalar(2.0)).sum());
                }
            };
            CudaGraphs graphs = new CudaGraphs(device);
            graphs.warmUp(work);
            assertThat(sum.item_double()).isEqualTo(8);
            try (GraphRecorder.Recording recording = graphs.record(work)) {
                assertThat(sum.item_double()).as("recording runs nothing").isEqualTo(8);
                input.fill_(new Scalar(3.0));
                recording.replay();
                assertThat(sum.item_double()).isEqualTo(8 + 24);
                input.fill_(new Scalar(0.5));
                recording.replay();
                recording.replay();
                assertThat(sum.item_double()).isEqualTo(8 + 24 + 2 * 4);
            }
        }
    }

    @Test
    @Tag(TestDevice.CUDA)
    @Tag(TestDevice.CUDA_GRAPHS)
    void workThatWaitsForTheDeviceIsNotRecordedAndDoesNoHarm() {
        Device device = TestDevice.cuda();
        try (PointerScope scope = new PointerScope()) {
            Tensor value = Tensors.to(torch.ones(4), device);
            CudaGraphs graphs = new CudaGraphs(device);

            assertThatThrownBy(() -> graphs.record(() -> value.sum().item_double()))
                    .isInstanceOf(RuntimeException.class);

            assertThat(value.sum().item_double()).isEqualTo(4);
            DeviceMemory.release(device);
            assertThat(value.sum().item_double()).isEqualTo(4);
        }
    }

    @Test
    void graphsNeedAGpu() {
        try (Device cpu = new Device("cpu")) {
            assertThatThrownBy(() -> new CudaGraphs(cpu))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("CUDA graphs need a GPU, not cpu");
        }
    }

    @Test
    void recoveringMemoryLeavesTensorsAlone() {
        try (PointerScope scope = new PointerScope()) {
            Device device = TestDevice.chosen();
            Tensor value = Tensors.to(torch.ones(1000), device);
            DeviceMemory.recover(device);
            assertThat(value.sum().item_double()).isEqualTo(1000);
        }
    }
}
