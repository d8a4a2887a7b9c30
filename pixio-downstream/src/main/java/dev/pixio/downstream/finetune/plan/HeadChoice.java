package dev.pixio.downstream.finetune.plan;

import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.model.HeadSpec;
import dev.pixio.embed.Pooling;
import dev.pixio.model.config.Require;

/**
 * Which head is trained.
 *
 * @param kind {@code pooled} for classes of images, {@code linear} or {@code dpt} for values of pixels
 * @param pooling how tokens become the input of a pooled head: {@code class-mean}, {@code class-concat} or {@code patch-mean}
 * @param dptWidth channels of the fusion blocks of a DPT head
 */
public record HeadChoice(String kind, String pooling, int dptWidth) {

    /** The kind of heads for classes of images. */
    public static final String POOLED = "pooled";

    private static final int PUBLISHED_WIDTH = 256;

    /** A linear layer on the mean of the class tokens. */
    public static final HeadChoice CLASSES = new HeadChoice(POOLED, "class-mean", PUBLISHED_WIDTH);

    /** A linear layer on each position. */
    public static final HeadChoice PIXELS = new HeadChoice("linear", "class-mean", PUBLISHED_WIDTH);

    public HeadChoice {
        Require.that(dptWidth >= 1, "the width of a DPT head must be at least 1", dptWidth);
        if (!kind.equals(POOLED)) {
            HeadKind.named(kind);
        }
        new HeadSpec.Pooled(Pooling.named(pooling));
    }

    /** The head of a task model. */
    public HeadSpec spec() {
        return kind.equals(POOLED)
                ? new HeadSpec.Pooled(Pooling.named(pooling))
                : new HeadSpec.Dense(HeadKind.named(kind), DptShape.ofWidth(dptWidth));
    }
}
