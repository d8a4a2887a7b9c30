package dev.pixio.data.tar;

import dev.pixio.io.DurableFile;
import dev.pixio.io.Sha256;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indices of archives in files, so that an archive is read through once. An index is found again by what identifies the archive: its path or
 * address, size and time of modification. It saves time only: what is not valid is made again.
 *
 * @param folder of the files; need not exist
 */
record TarIndexCache(Path folder) {

    private static final Logger LOG = LoggerFactory.getLogger(TarIndexCache.class);

    /** Changes with the format, and with the choice of images. */
    private static final String FORMAT = "pixio tar index 4";

    Optional<TarIndex> find(String identity) {
        Path file = file(identity);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (!in.readUTF().equals(FORMAT) || !in.readUTF().equals(digest(identity))) {
                return Optional.empty();
            }
            TarIndex index = new TarIndex();
            int images = in.readInt();
            for (int i = 0; i < images; i++) {
                index.add(in.readUTF(), in.readLong(), in.readLong(), in.readUTF());
            }
            int kinds = in.readInt();
            for (int i = 0; i < kinds; i++) {
                index.leaveOut(in.readUTF(), in.readLong());
            }
            index.addSamples(in.readLong());
            index.damaged(in.readUTF());
            return Optional.of(index);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            LOG.debug("the index {} is made again", file, e);
            return Optional.empty();
        }
    }

    void save(String identity, TarIndex index) {
        try {
            Files.createDirectories(folder);
            DurableFile.writeStream(file(identity), bytes -> {
                DataOutputStream out = new DataOutputStream(bytes);
                out.writeUTF(FORMAT);
                out.writeUTF(digest(identity));
                out.writeInt(index.size());
                for (int i = 0; i < index.size(); i++) {
                    out.writeUTF(index.name(i));
                    out.writeLong(index.offset(i));
                    out.writeLong(index.bytes(i));
                    out.writeUTF(index.label(i));
                }
                out.writeInt(index.leftOut().size());
                for (Map.Entry<String, Long> kind : index.leftOut().entrySet()) {
                    out.writeUTF(kind.getKey());
                    out.writeLong(kind.getValue());
                }
                out.writeLong(index.samples());
                out.writeUTF(index.damage());
                out.flush();
            });
        } catch (IOException e) {
            LOG.debug("an index of {} images is not kept", index.size(), e);
        }
    }

    private Path file(String identity) {
        return folder.resolve(digest(identity).substring(0, 32) + ".idx");
    }

    private static String digest(String text) {
        return new Sha256().add(text).hex();
    }
}
