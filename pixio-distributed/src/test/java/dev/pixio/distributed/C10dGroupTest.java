package dev.pixio.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.GroupException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A group with a connection of its own for tensors of a device; here it is for fp32 tensors, in the place of those of GPUs. */
@Timeout(300)
class C10dGroupTest {

    @Test
    void tensorsOfTheDeviceTravelByItsConnectionAndOthersDoNot() throws Exception {
        List<String> results = ProcessThreads.run(2, group -> {
            GlooConnection connection = GlooConnection.of(group);
            try (PointerScope scope = new PointerScope()) {
                Tensor ofDevice = Tensors.of(new float[] {group.rank() + 1, 10}, 2);
                group.sum(ofDevice).await();
                group.settle();
                Tensor sent = Tensors.of(new float[] {group.rank()}, 1);
                group.broadcast(sent, 1);
                double ofHost = group.sum(group.rank() + 1.0)[0];
                return Tensors.toFloats(ofDevice)[0] + " " + Tensors.toFloats(sent)[0] + " " + ofHost + " "
                        + connection.sums + " " + connection.broadcasts;
            }
        });
        assertThat(results).containsExactly("3.0 1.0 3.0 1 1", "3.0 1.0 3.0 1 1");
    }

    /** Without this, training would go on with a process that waits in the driver. */
    @Test
    void settlingWaitsUntilTheDeviceHasCompletedWhatWasQueued() throws Exception {
        FakeConnection connection = new FakeConnection();
        connection.completeAfter = 500;
        ProcessThreads.run(1, group -> {
            group.connectGpus((store, place, timeout) -> connection);
            try (PointerScope scope = new PointerScope()) {
                group.sum(Tensors.of(new float[] {1}, 1)).await();
                assertThat(connection.polls).hasValue(0);
                group.settle();
            }
            assertThat(connection.polls).hasValue(501);
            return true;
        });
        assertThat(connection.closed).isTrue();
        assertThat(connection.aborted.getCount()).isEqualTo(1);
    }

    @Test
    void aFailureOfTheConnectionEndsTheWaitingAndAbortsWhatIsQueued() throws Exception {
        FakeConnection connection = new FakeConnection();
        ProcessThreads.run(1, group -> {
            group.connectGpus((store, place, timeout) -> connection);
            try (PointerScope scope = new PointerScope()) {
                group.sum(Tensors.of(new float[] {1}, 1)).await();
                connection.failure = Optional.of("NCCL: an operation did not end in time");
                assertThatThrownBy(group::settle)
                        .isInstanceOf(GroupException.class)
                        .hasMessage(
                                "the processes cannot communicate, although all of them run: NCCL: an operation did not"
                                        + " end in time");
            }
            return true;
        });
        assertThat(connection.aborted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(connection.closed).as("closed in an unknown state").isFalse();
    }

    @Test
    void waitingForTheDeviceAsksUntilItHasComputed() throws Exception {
        ProcessThreads.run(1, group -> {
            AtomicInteger asked = new AtomicInteger();
            group.awaitDevice(() -> asked.incrementAndGet() == 300);
            assertThat(asked).hasValue(300);
            return true;
        });
    }

    @Test
    void aFailureEndsTheWaitingForTheDevice() throws Exception {
        FakeConnection connection = new FakeConnection();
        ProcessThreads.run(1, group -> {
            group.connectGpus((store, place, timeout) -> connection);
            connection.failure = Optional.of("NCCL: an operation did not end in time");
            assertThatThrownBy(() -> group.awaitDevice(() -> false))
                    .isInstanceOf(GroupException.class)
                    .hasMessageEndingWith("NCCL: an operation did not end in time");
            return true;
        });
    }

    /** The watchdog ends operations that failed; the gradients that they leave are not sums. */
    @Test
    void afterAFailureNothingElseIsAgreedOn() throws Exception {
        ProcessThreads.run(1, group -> {
            FakeConnection connection = new FakeConnection();
            group.connectGpus((store, place, timeout) -> connection);
            connection.failure = Optional.of("NCCL: the connection of the GPUs failed");
            assertThatThrownBy(() -> group.sum(1.0)).hasMessageEndingWith("NCCL: the connection of the GPUs failed");
            assertThatThrownBy(() -> group.sum(1.0)).hasMessage("the group of processes has failed before");
            return true;
        });
    }

    /**
     * A group that failed is not closed, because a call in native code may not have returned. Its native objects use each other, and the
     * garbage collector would free them in any order.
     */
    @Test
    void whatIsNotClosedIsNotFreedByTheGarbageCollector() throws Exception {
        FakeConnection connection = new FakeConnection();
        List<WeakReference<C10dGroup>> groups = ProcessThreads.run(1, group -> {
            group.connectGpus((store, place, timeout) -> connection);
            connection.failure = Optional.of("NCCL: the connection of the GPUs failed");
            assertThatThrownBy(() -> group.sum(1.0)).isInstanceOf(GroupException.class);
            return new WeakReference<>(group);
        });
        for (int i = 0; i < 20; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(groups.get(0).get()).isNotNull();
    }

    @Test
    void whatAnotherProcessReportsEndsTheWaitingForTheDevice() throws Exception {
        FakeConnection connection = new FakeConnection();
        List<String> results = ProcessThreads.run(2, group -> {
            group.connectGpus((store, place, timeout) -> connection);
            if (group.rank() == 1) {
                group.reportFailure("the disk is full");
                return "";
            }
            try (PointerScope scope = new PointerScope()) {
                group.sum(Tensors.of(new float[] {1}, 1)).await();
                group.settle();
                return "nothing was noticed";
            } catch (GroupException e) {
                return String.valueOf(e.getMessage());
            }
        });
        assertThat(results.get(0)).matches("process 1 on \\S+ failed: the disk is full");
        assertThat(connection.aborted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aConnectionThatOneProcessCannotOpenFailsInAll() throws Exception {
        List<String> results = ProcessThreads.run(3, group -> {
            try {
                group.connectGpus((store, place, timeout) -> {
                    if (group.rank() == 1) {
                        throw new GroupException("NCCL cannot be loaded");
                    }
                    return new FakeConnection();
                });
                return "";
            } catch (GroupException e) {
                return String.valueOf(e.getMessage());
            }
        });
        assertThat(results).hasSize(3).allMatch(text -> text.matches("process 1 on \\S+: NCCL cannot be loaded"));
    }

    @Test
    void aCpuNeedsNoOtherConnection() throws Exception {
        ProcessThreads.run(1, group -> {
            group.useDevice(new Device("cpu"));
            assertThat(group.isAlone()).as("a group of one sends to itself").isFalse();
            return group.sum(2.0)[0];
        });
    }

    /** Otherwise the one would open a connection of GPUs while the other waits for weights. */
    @Test
    void aGroupOfWhichOneProcessHasAGpuIsRefusedInAll() throws Exception {
        List<String> results = ProcessThreads.run(2, group -> {
            try (Device device = new Device(group.rank() == 0 ? "cuda:0" : "cpu")) {
                group.useDevice(device);
                return "";
            } catch (GroupException e) {
                return String.valueOf(e.getMessage());
            }
        });
        assertThat(results)
                .hasSize(2)
                .allMatch(text -> text.matches("the device of process 0 on \\S+ is GPU, that of"
                        + " process 1 on \\S+ is cpu: start all with the same --device"));
    }

    /** The natives of this build are those for CPUs. */
    @Test
    void withoutTheNativesOfCudaNcclIsRefusedInOneLine() throws Exception {
        Rendezvous place = ProcessThreads.places(1).get(0);
        try (GroupStore store = GroupStore.open(place, ProcessThreads.TIMEOUT)) {
            assertThatThrownBy(() -> NcclConnection.open(store, place, ProcessThreads.TIMEOUT))
                    .isInstanceOf(GroupException.class)
                    .message()
                    .hasLineCount(1)
                    .containsAnyOf(
                            "build with PIXIO_MAVEN_ARGS=-Pcuda and have CUDA 13, cuDNN 9 and NCCL on the library path",
                            "NCCL needs a GPU");
        }
    }
}
