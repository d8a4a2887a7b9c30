package dev.pixio.weights.torchfile;

import dev.pixio.weights.pickle.PickleException;
import dev.pixio.weights.pickle.PickleLimits;
import dev.pixio.weights.pickle.Unpickler;
import dev.pixio.weights.tensor.MappedFile.Span;
import dev.pixio.weights.tensor.StoredTensor.Storage;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The format of torch.save since 1.6: a zip with one folder, which contains {@code data.pkl}, {@code byteorder} and a file
 * {@code data/KEY} for each storage. Compressed entries are refused, which excludes zip bombs; torch.save writes none. Names of
 * entries are looked up in the directory and never used as paths.
 */
public final class TorchArchive implements CheckpointSource {

    private static final String PICKLE = "/data.pkl";

    private final Path path;
    private final FileChannel file;
    private final ZipFile zip;
    private final String folder;
    private final Object root;

    private TorchArchive(Path path, FileChannel file, ZipFile zip) throws IOException {
        this.path = path;
        this.file = file;
        this.zip = zip;
        this.folder = folder();
        requireLittleEndian();
        this.root = unpickle();
    }

    /** Whether a file begins like a zip. */
    public static boolean startsLike(FileChannel file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(4);
        return file.read(start, 0) == 4 && start.getInt(0) == 0x504b0304; // PK, 3, 4
    }

    /**
     * Reads the pickle of an archive.
     *
     * @param file closed by the caller, after the archive
     */
    static TorchArchive open(FileChannel file, Path path) throws IOException {
        ZipFile zip = directory(file, path);
        try {
            return new TorchArchive(path, file, zip);
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile directory(FileChannel file, Path path) throws WeightsException {
        try {
            return ZipFile.builder()
                    .setSeekableByteChannel(new DirectoryChannel(file))
                    .setIgnoreLocalFileHeader(true)
                    .get();
        } catch (IOException | RuntimeException e) { // the library throws several types for invalid directories
            String reason = rootMessage(e);
            throw new WeightsException(path + " is a damaged or truncated zip"
                    + (reason.startsWith("its directory") ? ": " + reason : "; copy or download it again"));
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private String folder() throws WeightsException {
        List<String> folders = new ArrayList<>();
        boolean script = false;
        boolean arrays = false;
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            String name = entry.getName();
            arrays |= name.endsWith(".npy");
            script |= name.endsWith("/constants.pkl");
            if (name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length()) {
                folders.add(name.substring(0, name.length() - PICKLE.length()));
            }
        }
        if (script) {
            throw new WeightsException(path + " is a TorchScript program, not a checkpoint; load it in Python and save"
                    + " its state_dict()");
        }
        if (folders.isEmpty()) {
            throw new WeightsException(
                    path
                            + (arrays
                                    ? " is a zip of NumPy arrays (.npz), not a checkpoint; save the weights as safetensors"
                                    : " is a zip without a checkpoint of torch.save; unpack it and use the file of weights inside"));
        }
        if (folders.size() != 1) {
            throw new WeightsException(path + " is a zip of " + folders.size()
                    + " checkpoints of torch.save; unpack it and use one of them");
        }
        return folders.get(0);
    }

    private void requireLittleEndian() throws IOException {
        if (zip.getEntry(folder + "/byteorder") == null) {
            return; // torch before 2.1 did not write it
        }
        Span span = locate("byteorder");
        String order = StandardCharsets.US_ASCII.decode(map(span, 100)).toString();
        if (!order.equals("little")) {
            throw new WeightsException(path + " has the byte order '" + order
                    + "'; only little-endian is supported. Save it again on a little-endian machine");
        }
    }

    private Object unpickle() throws IOException {
        ByteBuffer pickle = map(locate("data.pkl"), PickleLimits.CHECKPOINT.bytes());
        try {
            return Unpickler.read(pickle, new TorchNames(), PickleLimits.CHECKPOINT);
        } catch (PickleException e) {
            throw new WeightsException(path + " cannot be read: " + e.getMessage());
        }
    }

    private ByteBuffer map(Span span, long most) throws IOException {
        if (span.bytes() > most) {
            throw new WeightsException(path + " has an entry of " + span.bytes() + " bytes; the limit is " + most);
        }
        return file.map(FileChannel.MapMode.READ_ONLY, span.begin(), span.bytes());
    }

    @Override
    public Object root() {
        return root;
    }

    @Override
    public Span locate(Storage storage) throws IOException {
        return locate("data/" + storage.key());
    }

    private Span locate(String name) throws IOException {
        List<ZipArchiveEntry> entries = new ArrayList<>();
        zip.getEntries(folder + "/" + name).forEach(entries::add);
        if (entries.size() != 1) {
            throw new WeightsException(path + " has " + entries.size() + " entries named '" + folder + "/" + name
                    + "', where it needs one; it is damaged or truncated");
        }
        ZipArchiveEntry entry = entries.get(0);
        if (entry.getMethod() != ZipEntry.STORED
                || entry.getSize() != entry.getCompressedSize()
                || entry.getGeneralPurposeBit().usesEncryption()) {
            throw new WeightsException(path + " has compressed or encrypted entries, such as '" + name
                    + "'; torch.save writes none. Unpack it and zip it again without compression");
        }
        return span(entry);
    }

    private Span span(ZipArchiveEntry entry) throws IOException {
        // The library reads the offset of the data when the stream is opened.
        try (InputStream unread = zip.getRawInputStream(entry)) {
            Span span = new Span(entry.getDataOffset(), entry.getSize());
            if (unread == null || span.begin() < 0 || span.bytes() < 0 || span.bytes() > file.size() - span.begin()) {
                throw new WeightsException(path + ": '" + entry.getName() + "' reaches beyond the end of the file");
            }
            return span;
        } catch (WeightsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new WeightsException(path + ": '" + entry.getName()
                    + "' is not at its offset in the directory of the zip: " + rootMessage(e));
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
