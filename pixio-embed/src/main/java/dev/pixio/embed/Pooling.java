package dev.pixio.embed;

import dev.pixio.model.Features;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How the tokens of an image become its features. D is the encoder's width, K its number of class tokens. */
public enum Pooling {
    /** The mean of the class tokens, the representation of the paper: {@code [B, D]}. */
    CLASS_MEAN {
        @Override
        public Tensor of(Features features) {
            return features.representation();
        }

        @Override
        long[] shape(int width, int classTokens, int rows, int columns) {
            return new long[] {width};
        }
    },
    /** The class tokens, concatenated: {@code [B, K * D]}. */
    CLASS_CONCAT {
        @Override
        public Tensor of(Features features) {
            return features.classTokens().flatten(1, 2);
        }

        @Override
        long[] shape(int width, int classTokens, int rows, int columns) {
            return new long[] {(long) classTokens * width};
        }
    },
    /** The mean of the patch tokens: {@code [B, D]}. */
    PATCH_MEAN {
        @Override
        public Tensor of(Features features) {
            return torch.mean(features.patchTokens(), 1);
        }

        @Override
        long[] shape(int width, int classTokens, int rows, int columns) {
            return new long[] {width};
        }
    },
    /** Each patch token, in row order: {@code [B, rows * columns, D]}. */
    PATCHES {
        @Override
        public Tensor of(Features features) {
            return features.patchTokens();
        }

        @Override
        long[] shape(int width, int classTokens, int rows, int columns) {
            return new long[] {(long) rows * columns, width};
        }
    },
    /** The patch tokens as feature maps, for dense prediction: {@code [B, D, rows, columns]}. */
    MAPS {
        @Override
        public Tensor of(Features features) {
            return features.maps();
        }

        @Override
        long[] shape(int width, int classTokens, int rows, int columns) {
            return new long[] {width, rows, columns};
        }
    };

    /** The features of a batch, in the caller's scope. */
    public abstract Tensor of(Features features);

    /** The shape of one image's features. */
    abstract long[] shape(int width, int classTokens, int rows, int columns);

    /**
     * The pooling with the given name.
     *
     * @param name such as {@code class-mean}
     * @throws IllegalArgumentException for any other name
     */
    public static Pooling named(String name) {
        return Arrays.stream(values())
                .filter(pooling -> pooling.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown pooling '" + name + "'; choose one of "
                        + Arrays.stream(values()).map(Pooling::toString).collect(Collectors.joining(", "))));
    }

    /** The name in options and files: {@code class-mean}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
