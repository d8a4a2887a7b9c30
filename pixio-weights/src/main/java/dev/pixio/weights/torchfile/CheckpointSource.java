package dev.pixio.weights.torchfile;

import dev.pixio.weights.tensor.MappedFile.Span;
import dev.pixio.weights.tensor.StoredTensor.Storage;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;

/** A file of torch.save: a pickle that describes everything, and the bytes of the tensors beside it. */
sealed interface CheckpointSource extends AutoCloseable permits TorchArchive, LegacyCheckpoint {

    /** What was saved, as the pickle machine gives it. */
    Object root();

    /**
     * Where a storage lies in the file.
     *
     * @throws WeightsException if it is not there
     */
    Span locate(Storage storage) throws IOException;

    @Override
    void close() throws IOException;
}
