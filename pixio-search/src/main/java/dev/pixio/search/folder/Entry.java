package dev.pixio.search.folder;

import dev.pixio.search.FileFacts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An image of an index, as it is stored.
 *
 * @param id of the image
 * @param root number of its root
 * @param path in UTF-8
 * @param facts about its file
 */
@SuppressWarnings("ArrayRecordComponent") // compared by ORDER
record Entry(int id, int root, byte[] path, FileFacts facts) {

    /** By root, then by the bytes of the path, so that the images of a folder follow one another. */
    static final Comparator<Entry> ORDER =
            Comparator.comparingInt(Entry::root).thenComparing(Entry::path, Arrays::compareUnsigned);

    /** More than any file system takes. */
    static final int LONGEST_PATH = 65_535;

    private static final int DIGEST_BYTES = 32;

    /** Bytes of an entry without its path. */
    static final int FIXED_BYTES = 3 * Integer.BYTES + 2 * Long.BYTES + 2 * Integer.BYTES + 1 + DIGEST_BYTES;

    static byte[] bytes(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > LONGEST_PATH) {
            throw new IllegalArgumentException(
                    "a path of " + bytes.length + " bytes cannot be indexed; 1 to " + LONGEST_PATH + " are possible");
        }
        return bytes;
    }

    String name() {
        return new String(path, StandardCharsets.UTF_8);
    }

    /** The stored form. */
    byte[] encoded() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + path.length).order(ByteOrder.LITTLE_ENDIAN);
        byte[] digest = facts.sha256().map(HexFormat.of()::parseHex).orElse(new byte[DIGEST_BYTES]);
        out.putInt(id).putInt(root).putLong(facts.bytes()).putLong(facts.modified());
        out.putInt(facts.width()).putInt(facts.height());
        out.put((byte) (facts.sha256().isPresent() ? 1 : 0)).put(digest);
        return out.putInt(path.length).put(path).array();
    }

    /**
     * Reads an entry at the position of a buffer, which is moved behind it.
     *
     * @throws IllegalArgumentException if it is none
     * @throws java.nio.BufferUnderflowException if the buffer ends within it
     */
    static Entry read(ByteBuffer in) {
        int id = in.getInt();
        int root = in.getInt();
        long bytes = in.getLong();
        long modified = in.getLong();
        int width = in.getInt();
        int height = in.getInt();
        boolean digested = in.get() != 0;
        byte[] digest = new byte[DIGEST_BYTES];
        in.get(digest);
        byte[] path = new byte[pathLength(in.getInt(), in.remaining())];
        in.get(path);
        Optional<String> sha256 = digested ? Optional.of(HexFormat.of().formatHex(digest)) : Optional.empty();
        return new Entry(id, root, path, new FileFacts(bytes, modified, sha256, width, height));
    }

    /** Moves a buffer behind an entry. */
    static void skip(ByteBuffer in) {
        in.position(in.position() + FIXED_BYTES - Integer.BYTES);
        int length = pathLength(in.getInt(), in.remaining());
        in.position(in.position() + length);
    }

    private static int pathLength(int length, int remaining) {
        if (length < 1 || length > LONGEST_PATH || length > remaining) {
            throw new IllegalArgumentException("a path of " + length + " bytes");
        }
        return length;
    }

    /** Checks that a path is text: names of files are shown to people. */
    static void requireText(byte[] path) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(path));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a path that is not UTF-8", e);
        }
    }
}
