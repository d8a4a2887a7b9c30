package dev.pixio.onnx.export;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.graph.OnnxFile;
import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.onnx.runtime.PixelScale;
import java.util.OptionalInt;

/**
 * Options of an export.
 *
 * @param numbers precision of weights and computations
 * @param weights where weights are stored
 * @param block the block whose tokens are output, from 1; empty for the last
 * @param norm whether tokens are taken before or after the final norm
 * @param sizes whether height and width of the images are fixed
 * @param opset the version of the operator set, {@link #OLDEST_OPSET} to {@link OnnxFile#OPSET}
 * @param fit whether images of another aspect ratio are cropped or letterboxed
 * @param existing whether an existing file is replaced
 * @param input which channels and which scale images have, and how they are normalised
 */
public record ExportOptions(
        Numbers numbers,
        Weights weights,
        OptionalInt block,
        EncoderMetadata.Norm norm,
        EncoderMetadata.Sizes sizes,
        int opset,
        Framing.Fit fit,
        Existing existing,
        ImageInput input) {

    /** The oldest operator set that can be written: the first with LayerNormalization. */
    public static final int OLDEST_OPSET = 17;

    public ExportOptions {
        if (opset < OLDEST_OPSET || opset > OnnxFile.OPSET) {
            throw new IllegalArgumentException(
                    "the opset must be " + OLDEST_OPSET + " to " + OnnxFile.OPSET + ", not " + opset);
        }
    }

    /** The precision of weights and computations; inputs and outputs are always single precision. */
    public enum Numbers {
        FP32(ElementType.FLOAT),
        /** Half the size. Meant for GPUs: on CPUs, ONNX Runtime converts around most operators and is no faster. */
        FP16(ElementType.FLOAT16),
        /**
         * Linear layers multiply whole numbers of 8 bits, with weights scaled by output and inputs scaled at run time: the dynamic
         * quantisation of ONNX Runtime. A quarter of the size. All else is in single precision.
         */
        INT8(ElementType.FLOAT);

        private final ElementType type;

        Numbers(ElementType type) {
            this.type = type;
        }

        ElementType type() {
            return type;
        }
    }

    /** Where weights are stored. */
    public enum Weights {
        /** In the file of the graph; above 2 GB in a second file. */
        INLINE_IF_POSSIBLE,
        /** In a second file beside the graph, with {@code .data} appended to the name. */
        EXTERNAL
    }

    /** What to do with an existing file. */
    public enum Existing {
        REFUSE,
        REPLACE
    }

    /**
     * Single precision, one file if possible, tokens of the last block, {@link FinalNorm#DEFAULT} for the final norm as
     * in all other exports, ImageNet's normalisation, cropped images.
     */
    public static ExportOptions defaults() {
        return new ExportOptions(
                Numbers.FP32,
                Weights.INLINE_IF_POSSIBLE,
                OptionalInt.empty(),
                EncoderMetadata.Norm.valueOf(FinalNorm.DEFAULT.name()),
                EncoderMetadata.Sizes.FIXED,
                OnnxFile.OPSET,
                Framing.Fit.CROP,
                Existing.REFUSE,
                ImageInput.RGB);
    }

    public ExportOptions withNumbers(Numbers numbers) {
        return new ExportOptions(numbers, weights, block, norm, sizes, opset, fit, existing, input);
    }

    public ExportOptions withWeights(Weights weights) {
        return new ExportOptions(numbers, weights, block, norm, sizes, opset, fit, existing, input);
    }

    /** With fixed or free height and width of the images. */
    public ExportOptions withSizes(EncoderMetadata.Sizes sizes) {
        return new ExportOptions(numbers, weights, block, norm, sizes, opset, fit, existing, input);
    }

    /**
     * For older runtimes.
     *
     * @throws IllegalArgumentException if the operator set is older than 17 or newer than {@link OnnxFile#OPSET}
     */
    public ExportOptions withOpset(int opset) {
        return new ExportOptions(numbers, weights, block, norm, sizes, opset, fit, existing, input);
    }

    /** Tokens of an earlier block, from 1. */
    public ExportOptions withBlock(int block) {
        return new ExportOptions(numbers, weights, OptionalInt.of(block), norm, sizes, opset, fit, existing, input);
    }

    public ExportOptions withNorm(EncoderMetadata.Norm norm) {
        return new ExportOptions(numbers, weights, block, norm, sizes, opset, fit, existing, input);
    }

    public ExportOptions withScale(PixelScale scale) {
        return withInput(input.withStatistics(scale.mean(), scale.deviation()));
    }

    public ExportOptions withFit(Framing.Fit fit) {
        return new ExportOptions(numbers, weights, block, norm, sizes, opset, fit, existing, input);
    }

    /** For an encoder of other images than photographs: their channels, scale and statistics. */
    public ExportOptions withInput(ImageInput input) {
        return new ExportOptions(numbers, weights, block, norm, sizes, opset, fit, existing, input);
    }

    public ExportOptions withExisting(Existing existing) {
        return new ExportOptions(numbers, weights, block, norm, sizes, opset, fit, existing, input);
    }
}
