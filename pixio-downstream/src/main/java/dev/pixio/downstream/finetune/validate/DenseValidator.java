package dev.pixio.downstream.finetune.validate;

import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.evaluate.DenseTest;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.finetune.data.LeftOutImages;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.torch.Precision;
import java.io.IOException;

/**
 * The measures of segmentation or depth, by sliding windows.
 *
 * @param samples with the true values of the model's task, whose images are read for it
 * @param threads that read samples
 * @param leftOut names and counts samples that cannot be read
 */
public record DenseValidator(DenseSource samples, int threads, LeftOutImages leftOut) implements Validator {

    @Override
    public Validation validate(TaskModel model, Precision precision) throws IOException, InterruptedException {
        DenseTask task = (DenseTask) model.spec().task();
        leftOut.begin();
        try (DenseFeatures features = new DenseFeatures(
                model.encoder(), precision, model.blocks(), model.spec().normalize())) {
            DenseTest.Result result = DenseTest.measure(
                    samples,
                    task,
                    features,
                    (DenseHead) model.head(),
                    ((TaskInput.Windows) model.spec().input()).window(),
                    threads,
                    (sample, reason) -> leftOut.add(sample, samples.name(sample), reason));
            if (result.byName().isEmpty()) {
                throw new IOException(samples.description() + ": no pixel has a true value that counts");
            }
            return new Validation(result.byName(), result.iouByClass());
        }
    }
}
