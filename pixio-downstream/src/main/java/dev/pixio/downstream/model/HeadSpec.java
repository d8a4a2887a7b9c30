package dev.pixio.downstream.model;

import dev.pixio.downstream.head.ClassificationHead;
import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.head.TaskHead;
import dev.pixio.embed.Pooling;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.nn.Initialization;
import java.util.List;

/** Which head a model has. */
public sealed interface HeadSpec {

    /** The name in files. */
    String id();

    /**
     * The blocks that the head reads, from 1, ascending.
     *
     * @param depth blocks of the encoder
     * @throws IllegalArgumentException if the encoder has too few
     */
    List<Integer> blocks(int depth);

    /**
     * A new head on the CPU.
     *
     * @param outputs scores for an image, or for each pixel
     */
    TaskHead create(EncoderConfig encoder, int outputs, Initialization initialization);

    /**
     * A head for each pixel.
     *
     * @param dpt widths of a DPT head; of no meaning for others
     */
    record Dense(HeadKind kind, DptShape dpt) implements HeadSpec {

        public Dense {
            dpt = kind == HeadKind.DPT ? dpt : DptShape.PUBLISHED; // so that equal heads are equal
        }

        @Override
        public String id() {
            return kind.id();
        }

        @Override
        public List<Integer> blocks(int depth) {
            return kind.blocks(depth);
        }

        @Override
        public TaskHead create(EncoderConfig encoder, int outputs, Initialization initialization) {
            return kind.create(encoder.width(), outputs, dpt, initialization);
        }
    }

    /**
     * A linear layer on the pooled tokens of the last block.
     *
     * @param pooling class-mean, class-concat or patch-mean
     */
    record Pooled(Pooling pooling) implements HeadSpec {

        /** The name in files. */
        static final String ID = "pooled";

        /** @throws IllegalArgumentException if the pooling gives several vectors for an image */
        public Pooled {
            ClassificationHead.requireVector(pooling);
        }

        @Override
        public String id() {
            return ID;
        }

        @Override
        public List<Integer> blocks(int depth) {
            return List.of(depth);
        }

        @Override
        public TaskHead create(EncoderConfig encoder, int outputs, Initialization initialization) {
            return new ClassificationHead(encoder, outputs, pooling, initialization);
        }
    }
}
