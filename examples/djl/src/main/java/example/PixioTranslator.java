package example;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.onnx.runtime.EncoderPixels;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/**
 * From an image file to its features, for DJL: the image is decoded, resized and normalised as the metadata in the model's file says, and the
 * features are its output {@code pooled}.
 */
public final class PixioTranslator implements NoBatchifyTranslator<Path, float[]> {

    private EncoderMetadata metadata;
    private EncoderPixels pixels;

    @Override
    public void prepare(TranslatorContext context) {
        metadata = EncoderMetadata.of(context.getBlock().getCustomMetadata());
        pixels = new EncoderPixels(metadata);
    }

    @Override
    public NDList processInput(TranslatorContext context, Path image) throws IOException {
        FloatBuffer values = FloatBuffer.wrap(pixels.of(image));
        Shape shape = new Shape(1, metadata.channels(), metadata.height(), metadata.width());
        return new NDList(context.getNDManager().create(values, shape, DataType.FLOAT32));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList outputs) {
        return outputs.get(EncoderMetadata.POOLED).toFloatArray(); // of [1, D]
    }
}
