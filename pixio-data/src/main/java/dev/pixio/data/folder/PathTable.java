package dev.pixio.data.folder;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A long list of paths in little memory: the file's name in UTF-8 and eight bytes for each, its directory once for all in it.
 * A hundred million strings would be several times that. Filled by one thread, then read by many.
 */
public final class PathTable {

    /** So few that a block's names stay below half a region of the G1 collector, which would round larger arrays up to regions. */
    private static final int BLOCK_BITS = 12;

    private static final int BLOCK = 1 << BLOCK_BITS;

    private final List<String> directories = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private long size;

    /**
     * Appends a path.
     *
     * @param directory relative to the root, empty or with a slash at its end
     * @param name of the file in it
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

    /** How many there are. */
    public long size() {
        return size;
    }

    /** A path, relative to the root and with slashes. */
    public String get(long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("image " + index + " of " + size);
        }
        Block block = blocks.get((int) (index >>> BLOCK_BITS));
        int place = (int) (index & (BLOCK - 1));
        return directories.get(block.directories[place]) + block.name(place);
    }

    /** Many paths in three arrays. Few blocks are ever half full, so they grow by doubling; a full one gives back the rest. */
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

        String name(int place) {
            int start = start(place);
            return new String(names, start, ends[place] - start, StandardCharsets.UTF_8);
        }

        private int start(int place) {
            return place == 0 ? 0 : ends[place - 1];
        }
    }
}
