package dev.pixio.downstream.finetune.validate;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.downstream.finetune.data.LeftOutImages;
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
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Accuracy and cross entropy of a classifier. The images are those of predictions: resized, and cropped in the centre.
 *
 * @param images labelled with the classes of the model
 * @param batch images in a forward pass
 * @param maxUnreadable largest share of images that cannot be read and are left out
 * @param leftOut names them
 */
public record ClassValidator(LabelledSource images, int batch, double maxUnreadable, LeftOutImages leftOut)
        implements Validator {

    @Override
    public Validation validate(TaskModel model, Precision precision) throws IOException, InterruptedException {
        Framing framing = ((TaskInput.Frame) model.spec().input()).framing();
        LoaderOptions options = LoaderOptions.embedding(Math.min(batch, Math.toIntExact(images.size())))
                .withMaxUnreadableShare(maxUnreadable);
        long count = 0;
        long correct = 0;
        double loss = 0;
        try (FeaturePass pass = new FeaturePass(model.encoder(), precision);
                BatchLoader loader = BatchLoader.of(
                        images, Augmentation.framed(framing, model.spec().images()), options)) {
            loader.unreadable().withoutWarnings(); // each validation would repeat them
            for (long i = 0; i < loader.batchesPerEpoch(); i++) {
                try (Batch part = loader.next();
                        PointerScope scope = new PointerScope();
                        NoGradGuard noGrad = new NoGradGuard()) {
                    loader.unreadable().listed().forEach(leftOut::name);
                    long[] present = present(part);
                    if (present.length == 0) {
                        continue;
                    }
                    int[] labels = labels(part, present);
                    Tensor scores =
                            scores(model, pass, pixels(part, present), framing).cpu();
                    Tensor truth = new SoftLabels(model.spec().task().outputs(), 0).of(labels, labels, 1);
                    loss += SoftLabels.crossEntropy(scores, truth, Optional.empty())
                                    .item_double()
                            * labels.length;
                    correct += correct(scores, labels);
                    count += labels.length;
                }
            }
        }
        if (count == 0) {
            throw new IOException(images.description() + ": no image can be read");
        }
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("accuracy", (double) correct / count);
        measures.put("loss", loss / count);
        return new Validation(measures);
    }

    private static Tensor scores(TaskModel model, FeaturePass pass, Tensor pixels, Framing framing) {
        Tensor inputs = model.spec()
                .normalize()
                .apply(Tensors.upload(pixels, model.encoder().device()));
        return model.scores(
                        pass.features(inputs, model.blocks(), FinalNorm.AFTER),
                        framing.height(),
                        framing.width(),
                        Phase.INFERENCE)
                .to(ScalarType.Float);
    }

    /** The places of the images that could be read. */
    private static long[] present(Batch part) {
        return LongStream.range(0, part.size())
                .filter(place -> !part.isLeftOut((int) place))
                .toArray();
    }

    private static Tensor pixels(Batch part, long... present) {
        return present.length == part.size()
                ? part.images()
                : torch.index_select(part.images(), 0, Tensors.of(present, present.length));
    }

    private int[] labels(Batch part, long... present) {
        return LongStream.of(present)
                .mapToInt(place -> images.classOf(part.sample((int) place)))
                .toArray();
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
