package dev.pixio.data.folder;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A compact list of paths: for each file its name in UTF-8 and eight bytes, and each directory once. A list of strings
 * takes several times as much memory. Filled by one thread, then read by any number.
 */
public final class PathTable {

    /** Small enough that the names of a block stay below half a region of the G1 collector, which rounds up larger arrays. */
    private static final int BLOCK_BITS = 12;

    private static final int BLOCK = 1 << BLOCK_BITS;

    private final List<String> directories = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private long size;

    /**
     * Appends a path.
     *
     * @param directory relative to the root, empty or ending with a slash
     * @param name of the file in the directory
     */
    public void add(String directory, String name) {
        if (directories.isEmpty() || !directories.get(directories.size() - 1).equals(directory)) {
            directories.add(directory);
        }
        if (size % BLOCK == 0) {
            if (!blocks.isEmpty()) {
                blocks.get(blocks.size() - 1).trim();
            }
            blocks.add(new Block());
        }
        blocks.get(blocks.size() - 1).add(directories.size() - 1, name.getBytes(StandardCharsets.UTF_8));
        size++;
    }

    /** Number of paths. */
    public long size() {
        return size;
    }

    /** A path relative to the root, with slashes. */
    public String get(long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("image " + index + " of " + size);
        }
        Block block = blocks.get((int) (index >>> BLOCK_BITS));
        int position = (int) (index & (BLOCK - 1));
        return directories.get(block.directories[position]) + block.name(position);
    }

    /** The paths of a block in three arrays, which grow by doubling; the names of a full block are trimmed. */
    private static final class Block {

        private int[] directories = new int[16];
        private int[] ends = new int[16];
        private byte[] names = new byte[256];
        private int count;

        void add(int directory, byte[] name) {
            int start = start(count);
            if (count == ends.length) {
                directories = Arrays.copyOf(directories, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            if (start + name.length > names.length) {
                names = Arrays.copyOf(names, Math.max(2 * names.length, start + name.length));
            }
            System.arraycopy(name, 0, names, start, name.length);
            directories[count] = directory;
            ends[count++] = start + name.length;
        }

        void trim() {
            names = Arrays.copyOf(names, start(count));
        }

        String name(int position) {
            int start = start(position);
            return new String(names, start, ends[position] - start, StandardCharsets.UTF_8);
        }

        private int start(int position) {
            return position == 0 ? 0 : ends[position - 1];
        }
    }
}
