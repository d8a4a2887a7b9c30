package dev.pixio.serve.model;

import dev.pixio.downstream.output.DenseFiles;
import dev.pixio.downstream.output.PngImages;
import dev.pixio.downstream.predict.DepthEstimator;
import dev.pixio.downstream.predict.Segmenter;
import dev.pixio.http.HttpReply;
import dev.pixio.serve.batch.BatchQueue;
import dev.pixio.serve.request.Request;
import dev.pixio.serve.request.RequestException;
import dev.pixio.serve.request.Upload;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model that predicts pixels, whose response is a PNG of the size of the image. Images keep their size and go through the model
 * in windows, of which a batch is made, so each image is a batch of its own.
 */
final class ServedPixels implements ServedTask {

    private final DenseFiles files;
    private final AutoCloseable model;
    private final ImageChecks images;
    private final Duration time;
    private final BatchQueue<byte[], byte[]> queue;

    /** Predicts one image. */
    private interface Predictor {
        byte[] png(byte[] file) throws IOException;
    }

    private ServedPixels(
            DenseFiles files, AutoCloseable model, Predictor predictor, ImageChecks images, QueueSettings settings) {
        this.files = files;
        this.model = model;
        this.images = images;
        this.time = settings.time();
        this.queue = new BatchQueue<>(
                "pixio-predict",
                settings.batches().withSize(1).withMaxWait(Duration.ZERO),
                Timed.of(items -> List.of(predictor.png(items.get(0))), "predict", settings.metrics()),
                settings.metrics().batchSizes("predict"));
        settings.metrics().watchQueue("predict", queue::waiting);
    }

    /** Masks, in the colours of the classes. */
    static ServedPixels of(Segmenter model, ImageChecks images, QueueSettings settings) {
        DenseFiles.Masks masks = new DenseFiles.Masks(model);
        List<Integer> palette = masks.palette();
        return new ServedPixels(
                masks,
                model,
                file -> PngImages.mask(
                        model.predict(List.of(model.prepare(file, images.decoder())))
                                .get(0),
                        palette),
                images,
                settings);
    }

    /** Depths, in 16 bits. */
    static ServedPixels of(DepthEstimator model, ImageChecks images, QueueSettings settings) {
        double perMetre = DenseFiles.Depths.usualScale(model.range());
        return new ServedPixels(
                new DenseFiles.Depths(model, perMetre),
                model,
                file -> PngImages.depth(
                        model.predict(List.of(model.prepare(file, images.decoder())))
                                .get(0),
                        perMetre),
                images,
                settings);
    }

    @Override
    public HttpReply predict(Request request) throws RequestException, IOException, InterruptedException {
        List<Upload> uploads = request.uploads();
        if (uploads.size() != 1) {
            throw new RequestException(
                    413, uploads.size() + " images: the response is one PNG, so a request has one image");
        }
        images.requireSize(uploads.get(0));
        return HttpReply.of(
                HttpReply.PNG,
                Results.of(queue, uploads, List.of(uploads.get(0).content()), time)
                        .get(0));
    }

    @Override
    public void describe(ObjectNode json) {
        files.describe(json);
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
        try {
            model.close();
        } catch (Exception e) {
            throw new IllegalStateException("a model cannot be closed", e);
        }
    }
}
