package dev.pixio.data.tar;

import dev.pixio.data.tar.stream.ByteFeed;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * The members of a tar archive, one after the other, with the places of their contents: ustar, GNU and PAX headers. Archives are untrusted
 * input: names and headers have limits, and no size is believed before the bytes are there.
 */
final class TarMembers {

    static final int BLOCK = 512;

    private static final int LONGEST_NAME = 1 << 16;
    private static final int LARGEST_PAX = 1 << 20;
    private static final int SIZE = 124; // places in a header
    private static final int LINK_FLAG = 156;
    private static final int MAGIC_END = 5; // of "ustar"
    private static final int PREFIX = 345;
    private static final int SPARSE_MORE = 482; // in the header
    private static final int SPARSE_MORE_AGAIN = 504; // in a continuation of it

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:");

    /** What a member is. */
    enum Kind {
        FILE,
        FOLDER,
        LINK,
        /** A device, a pipe, a file with holes. */
        SPECIAL
    }

    /**
     * A member.
     *
     * @param offset of its content in the archive
     * @param size of its content in bytes, as the header declares it
     */
    record Member(String name, Kind kind, long offset, long size) {

        /** Absolute, or with a part {@code ..}: what is named after it would be written elsewhere. */
        boolean isOutside() {
            return name.startsWith("/")
                    || name.indexOf('\\') >= 0
                    || name.indexOf(0) >= 0
                    || DRIVE.matcher(name).lookingAt()
                    || ("/" + name + "/").contains("/../");
        }
    }

    private final ByteFeed feed;
    private final byte[] header = new byte[BLOCK];
    private long next;
    private boolean begun;

    TarMembers(ByteFeed feed) {
        this.feed = feed;
        this.next = feed.position();
    }

    /**
     * The next member; empty at the end of the archive. The content of the one before is skipped, as far as it was not read.
     *
     * @throws IOException in one line: the archive ends before its end or is damaged; the members before are valid
     */
    Optional<Member> next() throws IOException {
        String name = "";
        long declared = -1;
        while (true) {
            feed.skip(next - feed.position());
            if (!readHeader()) {
                return Optional.empty();
            }
            byte type = header[LINK_FLAG];
            switch (type) {
                case TarConstants.LF_GNUTYPE_LONGNAME -> name = text(extension(LONGEST_NAME));
                case TarConstants.LF_PAX_EXTENDED_HEADER_LC, TarConstants.LF_PAX_EXTENDED_HEADER_UC -> {
                    PaxRecords records = PaxRecords.of(extension(LARGEST_PAX));
                    name = records.path().orElse(name);
                    declared = records.size().orElse(declared);
                }
                case TarConstants.LF_GNUTYPE_LONGLINK, TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER -> endAfter(size());
                default -> {
                    return Optional.of(member(name.isEmpty() ? name() : name, type, declared < 0 ? size() : declared));
                }
            }
        }
    }

    /** Whether a header was read, so that it is an archive. */
    boolean hasBegun() {
        return begun;
    }

    private Member member(String name, byte type, long size) throws IOException {
        String relative = name.startsWith("./") ? name.substring(2) : name;
        switch (type) {
            case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG -> {
                Kind kind = name.endsWith("/") ? Kind.FOLDER : Kind.FILE;
                long offset = feed.position();
                endAfter(size);
                return new Member(relative, kind, offset, size);
            }
            case TarConstants.LF_GNUTYPE_SPARSE -> {
                boolean more = header[SPARSE_MORE] != 0;
                while (more) {
                    readBlock();
                    more = header[SPARSE_MORE_AGAIN] != 0;
                }
                endAfter(size);
                return new Member(relative, Kind.SPECIAL, feed.position(), size);
            }
            case TarConstants.LF_LINK, TarConstants.LF_SYMLINK -> {
                next = feed.position(); // whatever size the header of a link declares, it has no content
                return new Member(relative, Kind.LINK, next, 0);
            }
            case TarConstants.LF_DIR, TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO -> {
                next = feed.position();
                return new Member(relative, type == TarConstants.LF_DIR ? Kind.FOLDER : Kind.SPECIAL, next, 0);
            }
            default -> {
                endAfter(size);
                return new Member(relative, Kind.SPECIAL, feed.position(), size);
            }
        }
    }

    /** Reads a header; false at the end of the archive, which are blocks of zeros or the end of the file. */
    private boolean readHeader() throws IOException {
        long start = feed.position();
        int read = feed.read(header, BLOCK);
        if (read == 0 || (read == BLOCK && isZero())) {
            return false;
        }
        if (read < BLOCK) {
            throw new EOFException("it ends within a header, at byte " + (start + read));
        }
        if (!hasValidSum()) {
            throw new IOException("there is no header of a member at byte " + start);
        }
        begun = true;
        return true;
    }

    private boolean hasValidSum() {
        try {
            return TarUtils.verifyCheckSum(header);
        } catch (IllegalArgumentException e) {
            return false; // the sum is no number
        }
    }

    private void readBlock() throws IOException {
        if (feed.read(header, BLOCK) < BLOCK) {
            throw new EOFException("it ends within a header, at byte " + feed.position());
        }
    }

    private boolean isZero() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The content of a header that describes the next member. */
    private byte[] extension(int longest) throws IOException {
        long size = size();
        if (size > longest) {
            throw new IOException(
                    "a name or a header of " + size + " bytes at byte " + feed.position() + " exceeds the limit");
        }
        endAfter(size);
        byte[] content = new byte[(int) size];
        if (feed.read(content, content.length) < content.length) {
            throw new EOFException("it ends within a header, at byte " + feed.position());
        }
        return content;
    }

    private void endAfter(long size) throws IOException {
        long end = feed.position() + size;
        if (end < 0 || end > Long.MAX_VALUE - BLOCK) {
            throw new IOException("a member at byte " + feed.position() + " declares " + size + " bytes");
        }
        next = (end + BLOCK - 1) / BLOCK * BLOCK;
    }

    private long size() throws IOException {
        long size;
        try {
            size = TarUtils.parseOctalOrBinary(header, SIZE, TarConstants.SIZELEN);
        } catch (IllegalArgumentException e) {
            throw new IOException("the header before byte " + feed.position() + " has no valid size", e);
        }
        if (size < 0) {
            throw new IOException("the header before byte " + feed.position() + " declares a negative size");
        }
        return size;
    }

    /** The name in the header, with the folder that POSIX archives have in a field of its own. */
    private String name() {
        String name = text(Arrays.copyOf(header, TarConstants.NAMELEN));
        boolean posix = header[TarConstants.MAGIC_OFFSET + MAGIC_END] == 0; // GNU has a space there
        String folder = text(Arrays.copyOfRange(header, PREFIX, PREFIX + TarConstants.PREFIXLEN));
        boolean magic = text(Arrays.copyOfRange(
                        header, TarConstants.MAGIC_OFFSET, TarConstants.MAGIC_OFFSET + MAGIC_END))
                .equals("ustar");
        return magic && posix && !folder.isEmpty() ? folder + "/" + name : name;
    }

    /** Text up to the first zero. */
    private static String text(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
