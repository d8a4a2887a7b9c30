package dev.pixio.downstream.feature;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Tokens of windows, kept for the next head of the same encoder as long as there is memory. Close it. */
public final class KeptTokens implements AutoCloseable {

    private final Map<Long, BlockTokens> kept = new HashMap<>();
    private final long limit;
    private long bytes;

    /** @param limit bytes that may be kept */
    public KeptTokens(long limit) {
        this.limit = limit;
    }

    /**
     * The tokens of a group of windows.
     *
     * @param group its number
     * @param compute computes them, if they are not kept
     * @return on the CPU if kept, otherwise as computed
     */
    public BlockTokens of(long group, Supplier<BlockTokens> compute) {
        BlockTokens known = kept.get(group);
        if (known != null) {
            return known;
        }
        BlockTokens computed = compute.get();
        if (bytes + computed.bytes() <= limit) {
            bytes += computed.bytes();
            kept.put(group, computed.kept());
        }
        return computed;
    }

    @Override
    public void close() {
        kept.values().forEach(BlockTokens::close);
        kept.clear();
    }
}
