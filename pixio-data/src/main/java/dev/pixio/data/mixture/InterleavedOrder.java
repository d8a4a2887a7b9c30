package dev.pixio.data.mixture;

import dev.pixio.data.EpochOrder;
import java.util.List;

/**
 * The order of several sources that are drawn in turns, evenly over the epoch, each in its own order. The sample at a position
 * is computed from the counts alone. The next epoch continues the order of each source where this one ended.
 *
 * @param sources at least one, whose samples per epoch add up to the epoch
 * @param epochSize samples per epoch
 */
record InterleavedOrder(List<Drawn> sources, long epochSize) implements EpochOrder {

    /**
     * A source of the mixture.
     *
     * @param start index of its first image among those of all sources
     * @param images number of its images
     * @param perEpoch number of its samples in an epoch
     * @param order of its images; its epochs are passes over its images
     */
    record Drawn(long start, long images, long perEpoch, EpochOrder order) {

        long sampleAt(long epoch, long number) {
            long draw = Math.addExact(Math.multiplyExact(epoch, perEpoch), number);
            return start + order.sampleAt(draw / images, draw % images);
        }

        long replacement(long epoch, long number, double choice) {
            long draw = Math.addExact(Math.multiplyExact(epoch, perEpoch), number);
            return start + order.replacement(draw / images, draw % images, choice);
        }
    }

    /** The sample with a number among those of a source in an epoch. */
    private record Turn(Drawn source, long number) {}

    @Override
    public long sampleAt(long epoch, long position) {
        Turn turn = turn(position);
        return turn.source.sampleAt(epoch, turn.number);
    }

    /** An image of the same source, so that the shares hold. */
    @Override
    public long replacement(long epoch, long position, double choice) {
        Turn turn = turn(position);
        return turn.source.replacement(epoch, turn.number, choice);
    }

    /** Of the first n positions, the first source has the floor of n times its share; the others divide the rest so. */
    private Turn turn(long position) {
        if (position < 0 || position >= epochSize) {
            throw new IndexOutOfBoundsException("position " + position + " in an epoch of " + epochSize + " samples");
        }
        long place = position;
        long places = epochSize;
        for (Drawn source : sources.subList(0, sources.size() - 1)) {
            long before = floorOfShare(place, source.perEpoch, places);
            if (floorOfShare(place + 1, source.perEpoch, places) > before) {
                return new Turn(source, before);
            }
            place -= before;
            places -= source.perEpoch;
        }
        return new Turn(sources.get(sources.size() - 1), place);
    }

    private static long floorOfShare(long place, long perEpoch, long places) {
        return Math.multiplyExact(place, perEpoch) / places;
    }
}
