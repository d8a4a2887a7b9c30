package dev.pixio.onnx.export;

import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.onnx.runtime.PixelScale;
import java.util.OptionalInt;

/**
 * How an encoder is written.
 *
 * @param numbers of weights and computations
 * @param weights where they are put
 * @param block whose tokens come out, from 1; the last one's if empty
 * @param norm whether the final norm is applied to them
 * @param scale how images are normalised
 * @param fit what is done with images of another aspect ratio
 * @param existing what to do with a file of that name
 */
public record ExportOptions(
        Numbers numbers,
        Weights weights,
        OptionalInt block,
        EncoderMetadata.Norm norm,
        PixelScale scale,
        Framing.Fit fit,
        Existing existing) {

    /** The format of weights and of what is computed; inputs and outputs are single precision either way. */
    public enum Numbers {
        FP32(ElementType.FLOAT),
        /** Half the size. Made for GPUs: on CPUs, ONNX Runtime converts around most operators and is no faster. */
        FP16(ElementType.FLOAT16);

        private final ElementType type;

        Numbers(ElementType type) {
            this.type = type;
        }

        ElementType type() {
            return type;
        }
    }

    /** Where weights are put. */
    public enum Weights {
        /** With the graph, and above 2 GB beside it. */
        INLINE_IF_POSSIBLE,
        /** Into a second file beside the graph, with {@code .data} behind the name. */
        EXTERNAL
    }

    /** What to do with what is there already. */
    public enum Existing {
        REFUSE,
        REPLACE
    }

    /**
     * Single precision, one file if possible, the last block, {@link FinalNorm#DEFAULT} the final norm as every other
     * export, ImageNet's normalisation, cropped.
     */
    public static ExportOptions defaults() {
        return new ExportOptions(
                Numbers.FP32,
                Weights.INLINE_IF_POSSIBLE,
                OptionalInt.empty(),
                EncoderMetadata.Norm.valueOf(FinalNorm.DEFAULT.name()),
                PixelScale.IMAGENET,
                Framing.Fit.CROP,
                Existing.REFUSE);
    }

    public ExportOptions withNumbers(Numbers numbers) {
        return new ExportOptions(numbers, weights, block, norm, scale, fit, existing);
    }

    public ExportOptions withWeights(Weights weights) {
        return new ExportOptions(numbers, weights, block, norm, scale, fit, existing);
    }

    /** Tokens of an earlier block, from 1. */
    public ExportOptions withBlock(int block) {
        return new ExportOptions(numbers, weights, OptionalInt.of(block), norm, scale, fit, existing);
    }

    public ExportOptions withNorm(EncoderMetadata.Norm norm) {
        return new ExportOptions(numbers, weights, block, norm, scale, fit, existing);
    }

    public ExportOptions withScale(PixelScale scale) {
        return new ExportOptions(numbers, weights, block, norm, scale, fit, existing);
    }

    public ExportOptions withFit(Framing.Fit fit) {
        return new ExportOptions(numbers, weights, block, norm, scale, fit, existing);
    }

    public ExportOptions withExisting(Existing existing) {
        return new ExportOptions(numbers, weights, block, norm, scale, fit, existing);
    }
}
