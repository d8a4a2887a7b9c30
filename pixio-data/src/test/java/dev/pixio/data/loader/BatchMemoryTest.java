package dev.pixio.data.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.loader.LoaderOptions.BatchMemory;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import dev.pixio.torch.device.Uploads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches in memory from which a GPU copies by itself. */
@Timeout(60)
class BatchMemoryTest extends NoiseBatches {

    @Test
    void copiesOfPageLockedBatchesAreTheBatches() throws Exception {
        copiesOfPageLockedBatchesAreTheBatches(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void copiesOfPageLockedBatchesAreTheBatchesOnAGpu() throws Exception {
        copiesOfPageLockedBatchesAreTheBatches(TestDevice.cuda());
    }

    private static void copiesOfPageLockedBatchesAreTheBatches(Device device) throws Exception {
        List<String> found = copies(BatchMemory.PAGE_LOCKED, device);

        assertThat(found).hasSize(12).containsExactlyElementsOf(copies(BatchMemory.ORDINARY, new Device("cpu")));
    }

    /** Twelve batches, more than the loader has buffers; each is closed when the device has read it. */
    private static List<String> copies(BatchMemory memory, Device device) throws Exception {
        List<String> copies = new ArrayList<>();
        LoaderOptions options = LoaderOptions.training(4, 9).withThreads(2).withMemory(memory);
        try (BatchLoader loader = BatchLoader.of(new NoiseSource(22, Set.of(3L)), AUGMENTATION, options);
                Uploads uploads = new Uploads(device)) {
            for (int i = 0; i < 12; i++) {
                try (PointerScope scope = new PointerScope();
                        Batch batch = loader.next()) {
                    assertThat(batch.images().is_pinned())
                            .isEqualTo(memory == BatchMemory.PAGE_LOCKED && Libtorch.gpuCount() > 0);
                    copies.add(Arrays.toString(Tensors.toBytes(uploads.send(batch.images()))));
                }
            }
        }
        return copies;
    }
}
