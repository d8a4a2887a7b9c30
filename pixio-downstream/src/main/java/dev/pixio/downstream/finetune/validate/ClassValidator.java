package dev.pixio.downstream.finetune.validate;

import dev.pixio.augment.Augmentation;
import dev.pixio.augment.Normalize;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.downstream.finetune.data.SoftLabels;
import dev.pixio.downstream.head.Phase;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.pass.FeaturePass;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Accuracy and cross entropy of a classifier. The images are those of predictions: resized, and cropped in the centre.
 *
 * @param images labelled with the classes of the model
 * @param batch images in a forward pass
 */
public record ClassValidator(LabelledSource images, int batch) implements Validator {

    @Override
    public Validation validate(TaskModel model, Precision precision) throws IOException, InterruptedException {
        Framing framing = ((TaskInput.Frame) model.spec().input()).framing();
        LoaderOptions options = LoaderOptions.evaluation(Math.min(batch, Math.toIntExact(images.size())), 0);
        long count = 0;
        long correct = 0;
        double loss = 0;
        try (FeaturePass pass = new FeaturePass(model.encoder(), precision);
                BatchLoader loader = BatchLoader.of(images, Augmentation.framed(framing), options)) {
            for (long i = 0; i < loader.batchesPerEpoch(); i++) {
                try (Batch part = loader.next();
                        PointerScope scope = new PointerScope();
                        NoGradGuard noGrad = new NoGradGuard()) {
                    int[] labels = labels(part);
                    Tensor scores = scores(model, pass, part, framing).cpu();
                    Tensor truth = new SoftLabels(model.spec().task().outputs(), 0).of(labels, labels, 1);
                    loss += SoftLabels.crossEntropy(scores, truth, Optional.empty())
                                    .item_double()
                            * labels.length;
                    correct += correct(scores, labels);
                    count += labels.length;
                }
            }
        }
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("accuracy", (double) correct / count);
        measures.put("loss", loss / count);
        return new Validation(measures);
    }

    private static Tensor scores(TaskModel model, FeaturePass pass, Batch part, Framing framing) {
        Tensor inputs = Normalize.IMAGENET.apply(
                Tensors.upload(part.images(), model.encoder().device()));
        return model.scores(
                        pass.features(inputs, model.blocks(), FinalNorm.AFTER),
                        framing.height(),
                        framing.width(),
                        Phase.INFERENCE)
                .to(ScalarType.Float);
    }

    private int[] labels(Batch part) {
        int[] labels = new int[part.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = images.classOf(part.sample(i));
        }
        return labels;
    }

    private static int correct(Tensor scores, int... labels) {
        float[] values = Tensors.toFloats(scores);
        int classes = values.length / labels.length;
        int correct = 0;
        for (int image = 0; image < labels.length; image++) {
            int best = 0;
            for (int label = 1; label < classes; label++) {
                if (values[image * classes + label] > values[image * classes + best]) {
                    best = label;
                }
            }
            correct += best == labels[image] ? 1 : 0;
        }
        return correct;
    }
}
