package dev.pixio.downstream.finetune.validate;

import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.evaluate.DenseTest;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.torch.Precision;
import java.io.IOException;
import java.util.Map;

/**
 * The measures of segmentation or depth, by sliding windows.
 *
 * @param samples with the true values of the model's task
 * @param threads that read samples
 */
public record DenseValidator(DenseSource samples, int threads) implements Validator {

    @Override
    public Validation validate(TaskModel model, Precision precision) throws IOException, InterruptedException {
        DenseTask task = (DenseTask) model.spec().task();
        try (DenseFeatures features = new DenseFeatures(model.encoder(), precision, model.blocks())) {
            Map<String, Double> measures = DenseTest.measure(
                    samples,
                    task,
                    features,
                    (DenseHead) model.head(),
                    ((TaskInput.Windows) model.spec().input()).window(),
                    threads);
            if (measures.isEmpty()) {
                throw new IOException(samples.description() + ": no pixel has a true value that counts");
            }
            return new Validation(measures);
        }
    }
}
