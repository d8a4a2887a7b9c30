package dev.pixio.serve.model;

import dev.pixio.downstream.model.TaskModelFile;
import dev.pixio.downstream.predict.Classifier;
import dev.pixio.downstream.predict.DepthEstimator;
import dev.pixio.downstream.predict.PredictionSettings;
import dev.pixio.downstream.predict.Segmenter;
import dev.pixio.downstream.task.Classification;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.Task;
import dev.pixio.http.HttpReply;
import dev.pixio.serve.request.Request;
import dev.pixio.serve.request.RequestException;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import tools.jackson.databind.node.ObjectNode;

/** A model with a head for many requests at once. Thread-safe. */
public interface ServedTask extends AutoCloseable {

    /**
     * Loads a model.
     *
     * @param weights as for {@link dev.pixio.downstream.model.TaskModel#read}
     * @throws dev.pixio.weights.tensor.WeightsException in one line: there is no model, or it has no head
     */
    static ServedTask load(Path weights, PredictionSettings model, ImageChecks images, QueueSettings settings)
            throws IOException {
        Task task;
        try (PointerScope scope = new PointerScope()) {
            task = TaskModelFile.open(weights).spec().task();
        }
        if (task instanceof Classification) {
            return new ServedClassifier(Classifier.load(weights, model), images, settings);
        }
        return task instanceof DepthEstimation
                ? ServedPixels.of(DepthEstimator.load(weights, model), images, settings)
                : ServedPixels.of(Segmenter.load(weights, model), images, settings);
    }

    /** The response to a request with images. */
    HttpReply predict(Request request) throws RequestException, IOException, InterruptedException;

    /** Adds what is predicted, in which classes, or how depths are stored. */
    void describe(ObjectNode json);

    /** Whether images are computed: until it is closed, or its worker has ended by an error. */
    boolean isRunning();

    /** From now on no image waits for others. */
    void hurry();

    /** Computes what is queued, and closes the model. */
    @Override
    void close();
}
