package dev.pixio.downstream.head;

import dev.pixio.nn.Initialization;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The heads of the published protocols. */
public enum HeadKind {
    /** {@link LinearHead} on the last block. */
    LINEAR(2e-4),
    /** {@link DptHead} on four blocks. */
    DPT(1e-4);

    private final double learningRate;

    HeadKind(double learningRate) {
        this.learningRate = learningRate;
    }

    /**
     * The head of a name, in any case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static HeadKind named(String name) {
        for (HeadKind kind : values()) {
            if (kind.id().equals(name.toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw new IllegalArgumentException("the head is linear or dpt, not " + name);
    }

    /** The name in options and files. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The published learning rate. */
    public double learningRate() {
        return learningRate;
    }

    /**
     * The blocks that it reads, counted from 1: the last, or those at a quarter, half, three quarters and the whole of the depth.
     *
     * @param depth blocks of the encoder
     * @throws IllegalArgumentException if the encoder has too few
     */
    public List<Integer> blocks(int depth) {
        if (this == LINEAR) {
            return List.of(depth);
        }
        if (depth < DptShape.LEVELS) {
            throw new IllegalArgumentException("a DPT head reads " + DptShape.LEVELS + " blocks, and the encoder has "
                    + depth + ": use the linear head");
        }
        // As published where 4 divides the depth; of other depths the last block is read all the same.
        return IntStream.rangeClosed(1, DptShape.LEVELS)
                .map(level -> (depth * level + DptShape.LEVELS - 1) / DptShape.LEVELS)
                .boxed()
                .toList();
    }

    /**
     * A new head on the CPU.
     *
     * @param encoderWidth D
     * @param outputs scores per pixel
     * @param dpt widths of a DPT head
     */
    public DenseHead create(int encoderWidth, int outputs, DptShape dpt, Initialization initialization) {
        int channels = 2 * encoderWidth; // patch token, and mean of the class tokens
        return switch (this) {
            case LINEAR -> new LinearHead(channels, outputs, initialization);
            case DPT -> new DptHead(channels, outputs, dpt, initialization);
        };
    }
}
