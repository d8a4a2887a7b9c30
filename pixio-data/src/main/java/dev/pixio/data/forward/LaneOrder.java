package dev.pixio.data.forward;

import dev.pixio.data.EpochOrder;
import dev.pixio.data.loader.Sampler;
import dev.pixio.torch.RandomStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An order of the images of groups, such as archives, in which each group is read forwards. An epoch puts the groups in a random order and divides their
 * images, one group after the other, into lanes, which are read side by side: a batch has a fixed part from each lane. Within a lane, blocks of
 * images that follow each other are shuffled. Parts of a batch that processes have are lanes of their own if the number of lanes is a multiple of
 * theirs, so that no two read the same group but for those at the ends of lanes. All is computed from the seed, the epoch and the
 * position.
 */
public final class LaneOrder implements EpochOrder {

    /** The number of processes divides it in most cases. */
    public static final int MOST_LANES = 24;

    /** Share of the replacements that are of the same block. */
    private static final double IN_BLOCK = 0.9;

    /** Orders of groups that are kept; the loader works in at most two epochs at a time. */
    private static final int KEPT_EPOCHS = 4;

    private final ImageGroups set;
    private final long seed;
    private final int batchSize;
    private final long batches;
    private final int lanes;
    private final int block;
    private final Map<Long, GroupOrder> epochs = new LinkedHashMap<>(); // guarded by itself

    /** The groups of an epoch in their order, and the number of images before each. */
    private static final class GroupOrder {

        private final int[] order;
        private final long[] before;

        GroupOrder(int[] order, long[] before) {
            this.order = order;
            this.before = before;
        }
    }

    /**
     * @param batchSize images in a batch over all processes
     * @param buffer images among which an epoch is shuffled, over all lanes
     */
    public LaneOrder(ImageGroups set, long seed, int batchSize, int buffer) {
        this.set = set;
        this.seed = seed;
        this.batchSize = batchSize;
        this.batches = set.size() / batchSize;
        this.lanes = lanes(set.groups());
        this.block = Math.max(1, buffer / Math.min(lanes, batchSize));
    }

    /**
     * The order of some of the images, which read groups as far ahead as the order of all.
     *
     * @param buffer images among which an epoch of all images is shuffled
     * @param indices of the images, ascending
     */
    public static LaneOrder ofSubset(ImageGroups set, long seed, int batchSize, int buffer, int... indices) {
        // Blocks of the subset reach over the images between.
        int fewer = Math.toIntExact((long) buffer * indices.length / set.size());
        return new LaneOrder(new SubsetGroups(set, indices), seed, batchSize, Math.max(1, fewer));
    }

    /** The largest divisor of 24 for which each lane has a group. */
    public static int lanes(int groups) {
        int lanes = MOST_LANES;
        while (lanes > groups || MOST_LANES % lanes != 0) {
            lanes--;
        }
        return lanes;
    }

    @Override
    public long sampleAt(long epoch, long position) {
        return image(epoch, place(position), -1);
    }

    /**
     * An image of the same block, which is read already; one time in ten any image of the lane, because those of a block may be unreadable
     * together.
     */
    @Override
    public long replacement(long epoch, long position, double choice) {
        Place place = place(position);
        if (choice < IN_BLOCK || place.lane == lanes) {
            return image(epoch, place, choice < IN_BLOCK ? choice / IN_BLOCK : choice);
        }
        long first = batches * first(place.lane);
        long images = batches * first(place.lane + 1) - first;
        long number = first + (long) ((choice - IN_BLOCK) / (1 - IN_BLOCK) * images);
        return image(epoch, Math.min(number, first + images - 1));
    }

    /**
     * A place in a lane.
     *
     * @param first number of the first image of its block, in the order of the groups
     * @param length of the block
     * @param offset in the block
     */
    private record Place(int lane, long first, int length, int offset) {}

    private Place place(long position) {
        if (position < 0 || position >= set.size()) {
            throw new IndexOutOfBoundsException("position " + position + " in an epoch of " + set.size() + " images");
        }
        long batch = position / batchSize;
        if (batch == batches) {
            return new Place(lanes, position, 1, 0); // of the last, incomplete batch
        }
        int inBatch = (int) (position % batchSize);
        int lane = (int) (((inBatch + 1L) * lanes - 1) / batchSize);
        long firstOfLane = first(lane);
        long width = first(lane + 1) - firstOfLane;
        long inLane = batch * width + inBatch - firstOfLane;
        long start = inLane / block * block;
        int length = (int) Math.min(block, batches * width - start);
        return new Place(lane, batches * firstOfLane + start, length, (int) (inLane - start));
    }

    /** Position in a batch of the first image of a lane. */
    private long first(int lane) {
        return (long) batchSize * lane / lanes;
    }

    private long image(long epoch, Place place, double choice) {
        long blockSeed = RandomStream.of(seed, "block", place.first).nextLong();
        long inBlock = choice >= 0
                ? (long) (choice * place.length)
                : new Sampler(place.length, blockSeed, Sampler.Order.SHUFFLED).sampleAt(epoch, place.offset);
        return image(epoch, place.first + inBlock);
    }

    /** The image with a number in the order of the groups. */
    private long image(long epoch, long number) {
        GroupOrder groups = groups(epoch);
        int found = Arrays.binarySearch(groups.before, number);
        int turn = found >= 0 ? found : -found - 2;
        while (groups.before[turn + 1] == groups.before[turn]) { // groups without images
            turn++;
        }
        return set.start(groups.order[turn]) + number - groups.before[turn];
    }

    private GroupOrder groups(long epoch) {
        synchronized (epochs) {
            GroupOrder kept = epochs.get(epoch);
            if (kept != null) {
                return kept;
            }
            Sampler shuffled =
                    new Sampler(set.groups(), RandomStream.of(seed, "archives").nextLong(), Sampler.Order.SHUFFLED);
            int[] order = new int[set.groups()];
            long[] before = new long[set.groups() + 1];
            for (int turn = 0; turn < order.length; turn++) {
                order[turn] = (int) shuffled.sampleAt(epoch, turn);
                before[turn + 1] = before[turn] + set.images(order[turn]);
            }
            GroupOrder groups = new GroupOrder(order, before);
            if (epochs.size() == KEPT_EPOCHS) {
                epochs.remove(epochs.keySet().iterator().next());
            }
            epochs.put(epoch, groups);
            return groups;
        }
    }
}
