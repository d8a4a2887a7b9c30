package dev.pixio.weights.torchfile;

import dev.pixio.weights.tensor.MappedFile.Span;
import dev.pixio.weights.tensor.StoredTensor.Storage;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;

/** A file of torch.save: a pickle, and the storages of its tensors. */
sealed interface CheckpointSource extends AutoCloseable permits TorchArchive, LegacyCheckpoint {

    /** The saved object, a value of {@link dev.pixio.weights.pickle.Unpickler}. */
    Object root();

    /**
     * The location of a storage in the file.
     *
     * @throws WeightsException if the file does not contain it
     */
    Span locate(Storage storage) throws IOException;

    @Override
    void close() throws IOException;
}
