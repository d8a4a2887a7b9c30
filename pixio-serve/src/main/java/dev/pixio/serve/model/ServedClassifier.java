package dev.pixio.serve.model;

import dev.pixio.downstream.predict.ClassScore;
import dev.pixio.downstream.predict.Classifier;
import dev.pixio.embed.PreparedImage;
import dev.pixio.http.HttpReply;
import dev.pixio.serve.batch.BatchQueue;
import dev.pixio.serve.request.JsonReply;
import dev.pixio.serve.request.Request;
import dev.pixio.serve.request.RequestException;
import dev.pixio.serve.request.Upload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A classifier, whose response lists the most probable classes of each image. */
final class ServedClassifier implements ServedTask {

    private static final int USUAL_TOP = 5;

    private final Classifier model;
    private final ImageChecks images;
    private final Duration time;
    private final BatchQueue<PreparedImage, List<ClassScore>> queue;

    /** @param model is closed with this */
    ServedClassifier(Classifier model, ImageChecks images, QueueSettings settings) {
        this.model = model;
        this.images = images;
        this.time = settings.time();
        this.queue = new BatchQueue<>(
                "pixio-predict",
                settings.batches(),
                Timed.of(model::predictPrepared, "predict", settings.metrics()),
                settings.metrics().batchSizes("predict"));
        settings.metrics().watchQueue("predict", queue::waiting);
    }

    @Override
    public HttpReply predict(Request request) throws RequestException, IOException, InterruptedException {
        int top = request.query(
                "top",
                Math.min(USUAL_TOP, model.classes().size()),
                1,
                model.classes().size());
        List<Upload> uploads = request.uploads();
        Results.requireRoom(queue, uploads.size());
        for (Upload upload : uploads) {
            images.requireSize(upload);
        }
        List<PreparedImage> prepared = new ArrayList<>(uploads.size());
        for (Upload upload : uploads) {
            prepared.add(images.read(upload, model::prepare));
        }
        List<List<ClassScore>> scores = Results.of(queue, uploads, prepared, time);
        ObjectNode reply = JsonReply.object().put("model", model.fingerprint());
        ArrayNode predictions = reply.putArray("predictions");
        for (int i = 0; i < scores.size(); i++) {
            ObjectNode prediction =
                    predictions.addObject().put("name", uploads.get(i).name());
            ArrayNode classes = prediction.putArray("classes");
            for (ClassScore score : scores.get(i).subList(0, top)) {
                classes.addObject()
                        .put("class", score.name())
                        .put("index", score.index())
                        .put("probability", score.probability());
            }
        }
        return JsonReply.of(reply);
    }

    @Override
    public void describe(ObjectNode json) {
        json.put("task", model.spec().task().id());
        ArrayNode classes = json.putArray("classes");
        model.classes().forEach(classes::add);
    }

    @Override
    public boolean isRunning() {
        return queue.isRunning();
    }

    @Override
    public void hurry() {
        queue.hurry();
    }

    @Override
    public void close() {
        queue.close();
        model.close();
    }
}
