package example;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** The features of images, by the Deep Java Library: {@code EmbedWithDjl MODEL.onnx IMAGE...}. */
public final class EmbedWithDjl {

    private EmbedWithDjl() {}

    /** A file of {@code pixio export onnx}, on ONNX Runtime. */
    static Criteria<Path, float[]> criteria(Path model) {
        return Criteria.builder()
                .setTypes(Path.class, float[].class)
                .optModelPath(model)
                .optEngine("OnnxRuntime")
                .optTranslator(new PixioTranslator())
                .build();
    }

    /** Prints a line for each image. */
    public static void main(String[] args) throws IOException, ModelException, TranslateException {
        try (ZooModel<Path, float[]> model = criteria(Path.of(args[0])).loadModel();
                Predictor<Path, float[]> predictor = model.newPredictor()) {
            for (String image : Arrays.asList(args).subList(1, args.length)) {
                System.out.println(image + " " + Arrays.toString(predictor.predict(Path.of(image))));
            }
        }
    }
}
