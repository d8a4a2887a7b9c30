package dev.pixio.data.tar;

import dev.pixio.data.tar.TarMembers.Kind;
import dev.pixio.data.tar.TarMembers.Member;
import dev.pixio.data.tar.stream.ByteFeed;
import dev.pixio.io.FailureReason;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Predicate;

/** Unpacks files of a plain archive. Links and devices are left out, and nothing is written outside of the folder. */
public final class TarUnpacker {

    private static final int BUFFER = 1 << 16;

    private TarUnpacker() {}

    /**
     * Writes files of an archive below a folder; existing ones are replaced. Each is either complete or absent, also if the process is killed.
     *
     * @param names whether a member is unpacked
     * @throws IOException in one line: the archive is damaged, a name leads out of the folder, or a file cannot be written
     */
    public static void unpack(Path archive, Path folder, Predicate<String> names) throws IOException {
        try (FileFeed feed = new FileFeed(archive)) {
            TarMembers members = new TarMembers(feed);
            for (Optional<Member> next = members.next(); next.isPresent(); next = members.next()) {
                Member member = next.get();
                if (member.kind() == Kind.FILE && names.test(member.name())) {
                    write(feed, member, file(member, folder));
                }
            }
        } catch (IOException e) {
            throw new IOException(archive + " cannot be unpacked: " + FailureReason.withFile(e), e);
        }
    }

    private static Path file(Member member, Path folder) throws IOException {
        if (member.isOutside()) {
            throw new IOException("the name " + member.name() + " leads out of the folder");
        }
        Path parent = folder;
        Path relative = Path.of(member.name());
        for (Path part : relative) {
            if (!parent.equals(folder) && Files.isSymbolicLink(parent)) {
                throw new IOException(parent + " is a link");
            }
            parent = parent.resolve(part);
        }
        if (Files.exists(parent, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(parent, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(parent + " exists and is no file");
        }
        return parent;
    }

    private static void write(ByteFeed feed, Member member, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            copy(feed, member, temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void copy(ByteFeed feed, Member member, Path temporary) throws IOException {
        Files.deleteIfExists(temporary); // of a process that was killed, or a link
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out =
                Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long rest = member.size(); rest > 0; ) {
                int read = feed.read(buffer, (int) Math.min(rest, BUFFER));
                if (read == 0) {
                    throw new EOFException("it ends within " + member.name());
                }
                out.write(buffer, 0, read);
                rest -= read;
            }
        }
    }
}
