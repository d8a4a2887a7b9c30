package dev.pixio.weights.torchfile;

import dev.pixio.weights.pickle.AllowedNames;
import dev.pixio.weights.pickle.Dict;
import dev.pixio.weights.pickle.PickleException;
import dev.pixio.weights.pickle.PickleLimits;
import dev.pixio.weights.pickle.Unpickler;
import dev.pixio.weights.tensor.MappedFile.Span;
import dev.pixio.weights.tensor.StoredTensor.Storage;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format of torch.save before 1.6: five consecutive pickles (a magic number, a version, properties of the machine, the
 * saved object, the keys of the storages), then for each key the number of elements in eight bytes and the elements.
 */
public final class LegacyCheckpoint implements CheckpointSource {

    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final byte[] MAGIC_PICKLE = {
        (byte) 0x80,
        2,
        (byte) 0x8a,
        10,
        0x6c,
        (byte) 0xfc,
        (byte) 0x9c,
        0x46,
        (byte) 0xf9,
        0x20,
        0x6a,
        (byte) 0xa8,
        0x50,
        0x19,
        '.'
    };
    private static final long VERSION = 1001;

    private final Path path;
    private final Object root;
    private final Map<String, Span> spans = new HashMap<>();

    private LegacyCheckpoint(FileChannel file, Path path) throws IOException {
        this.path = path;
        TorchNames names = new TorchNames();
        long mapped = Math.min(file.size(), PickleLimits.CHECKPOINT.bytes() * 2);
        ByteBuffer pickles = file.map(FileChannel.MapMode.READ_ONLY, 0, mapped);
        try {
            requireHeader(pickles, names);
            this.root = Unpickler.read(pickles, names, PickleLimits.CHECKPOINT);
            if (!(Unpickler.read(pickles, names, PickleLimits.CHECKPOINT) instanceof List<?> keys)) {
                throw new WeightsException(path + " has no list of its storages");
            }
            locateAll(keys, names.storages(), file, pickles.position());
        } catch (PickleException e) {
            throw new WeightsException(path + " cannot be read: " + e.getMessage());
        }
    }

    /** Whether a file begins with the magic number. */
    public static boolean startsLike(FileChannel file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(MAGIC_PICKLE.length);
        file.read(start, 0);
        return start.flip().equals(ByteBuffer.wrap(MAGIC_PICKLE));
    }

    /** Reads the pickles and locates the storages. */
    static LegacyCheckpoint open(FileChannel file, Path path) throws IOException {
        return new LegacyCheckpoint(file, path);
    }

    private void requireHeader(ByteBuffer pickles, AllowedNames names) throws PickleException, WeightsException {
        Object magic = Unpickler.read(pickles, names, PickleLimits.CHECKPOINT);
        Object version = Unpickler.read(pickles, names, PickleLimits.CHECKPOINT);
        Object machine = Unpickler.read(pickles, names, PickleLimits.CHECKPOINT);
        if (!MAGIC.equals(magic) || !Long.valueOf(VERSION).equals(version) || !(machine instanceof Dict dict)) {
            throw new WeightsException(
                    path + " begins like a legacy checkpoint of torch, but is not of version " + VERSION);
        }
        if (Boolean.FALSE.equals(dict.entries().get("little_endian"))) {
            throw new WeightsException(path
                    + " is big-endian; only little-endian is supported. Save it again on a little-endian" + " machine");
        }
    }

    private void locateAll(List<?> keys, Map<String, Storage> storages, FileChannel file, long first)
            throws IOException {
        long offset = first;
        for (Object key : keys) {
            Storage storage = key instanceof String name ? storages.get(name) : null;
            if (storage == null || spans.containsKey(storage.key())) {
                throw new WeightsException(path + " lists a storage twice, or one that no tensor has");
            }
            if (storage.bytes() > file.size() - offset - Long.BYTES) {
                throw new WeightsException(path + " is truncated: its storage '" + storage.key() + "' of "
                        + storage.bytes() + " bytes reaches beyond the end of the file");
            }
            requireCount(storage, file, offset);
            spans.put(storage.key(), new Span(offset + Long.BYTES, storage.bytes()));
            offset += Long.BYTES + storage.bytes();
        }
    }

    /** Checks the number of elements in front of the data, which must divide the size of the storage. */
    private void requireCount(Storage storage, FileChannel file, long offset) throws IOException {
        ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(count, offset);
        long elements = count.getLong(0);
        if (elements < 0
                || elements > storage.bytes()
                || (elements == 0 ? storage.bytes() != 0 : storage.bytes() % elements != 0)) {
            throw new WeightsException(path + " is damaged: its storage '" + storage.key() + "' of " + storage.bytes()
                    + " bytes would have " + elements + " elements");
        }
    }

    @Override
    public Object root() {
        return root;
    }

    @Override
    public Span locate(Storage storage) throws WeightsException {
        Span span = spans.get(storage.key());
        if (span == null) {
            throw new WeightsException(path + " lacks the storage '" + storage.key() + "' that a tensor needs");
        }
        return span;
    }

    @Override
    public void close() {
        // The constructor has read everything; the caller closes the file.
    }
}
