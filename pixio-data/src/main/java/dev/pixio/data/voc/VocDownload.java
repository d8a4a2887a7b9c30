package dev.pixio.data.voc;

import dev.pixio.data.remote.RemoteFile;
import dev.pixio.data.tar.TarUnpacker;
import dev.pixio.io.FailureReason;
import dev.pixio.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Downloads archives of PASCAL VOC. What was downloaded before an interruption is used; an archive is unpacked only if its size and SHA-256 are
 * those that were published, and the lists of its sets come last: a list that is there has its images.
 *
 * @param mirror address of a folder with the archives; empty for the official one
 * @param archives the archive of a set
 */
public record VocDownload(Optional<String> mirror, Function<VocSet, Optional<VocArchive>> archives) {

    private static final String OFFICIAL = "http://host.robots.ox.ac.uk/pascal/VOC";

    private static final int BUFFER = 1 << 16;

    /** The official archives, from their server or from a mirror. */
    public static VocDownload from(Optional<String> mirror) {
        return new VocDownload(mirror, VocArchive::of);
    }

    /** Downloads and unpacks the archive of a set; other processes wait meanwhile. */
    void into(Path root, VocSet set, LongConsumer progress) throws IOException {
        VocArchive archive = archives.apply(set)
                .orElseThrow(() -> new IOException("the images of " + set
                        + " are not offered for download without an account: get them from the evaluation server, and"
                        + " name the folder of VOCdevkit with --data-root"));
        Files.createDirectories(root.toAbsolutePath());
        Path lock = root.resolve(archive.fileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (held.isValid() && set.find(root).isEmpty()) {
                Path part = root.resolve(archive.fileName() + ".part");
                download(archive, part, progress);
                TarUnpacker.unpack(part, root, name -> !name.contains("/ImageSets/"));
                TarUnpacker.unpack(part, root, name -> name.contains("/ImageSets/"));
                Files.delete(part);
                if (set.find(root).isEmpty()) {
                    throw new IOException(archive.fileName() + " has no list of " + set);
                }
            }
        }
        Files.deleteIfExists(lock);
    }

    private String address(VocArchive archive) {
        return mirror.map(url -> url.replaceFirst("/+$", "") + "/" + archive.fileName())
                .orElse(OFFICIAL + "/" + archive.path());
    }

    private void download(VocArchive archive, Path part, LongConsumer progress) throws IOException {
        String address = address(archive);
        long done = Files.exists(part) ? Files.size(part) : 0;
        if (done > archive.size()) {
            Files.delete(part);
            done = 0;
        }
        if (done < archive.size()) {
            RemoteFile file = RemoteFile.of(address);
            if (file.length() >= 0 && file.length() != archive.size()) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s has %,d bytes, and %s was published with %,d: it is another file",
                        address,
                        file.length(),
                        archive.fileName(),
                        archive.size()));
            }
            append(file, part, done, archive.size(), progress);
        }
        String sum = Sha256.hexOf(part);
        if (!sum.equals(archive.sha256())) {
            Files.delete(part);
            throw new IOException(address + " is not the archive that was published: its SHA-256 is " + sum + ", not "
                    + archive.sha256() + "; it was deleted");
        }
    }

    private static void append(RemoteFile file, Path part, long done, long size, LongConsumer progress)
            throws IOException {
        try (InputStream in = file.open(done);
                OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] buffer = new byte[BUFFER];
            long position = done;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (position + read > size) {
                    throw new IOException(file.address() + " has more than the " + size + " bytes that were published");
                }
                write(out, buffer, read, part);
                position += read;
                progress.accept(position);
            }
            if (position < size) {
                throw new IOException(
                        file.address() + " ended after " + position + " of " + size + " bytes; repeat to continue");
            }
        }
    }

    private static void write(OutputStream out, byte[] buffer, int length, Path part) throws IOException {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw new IOException(part + " cannot be written: " + FailureReason.of(e), e);
        }
    }
}
