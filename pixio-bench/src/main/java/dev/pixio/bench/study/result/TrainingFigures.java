package dev.pixio.bench.study.result;

import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.StepMetricsJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The figures of a training, over all its starts.
 *
 * @param steps optimizer steps
 * @param images number of augmented images
 * @param seconds in steps, without start-up and checkpoints
 * @param imagesPerSecond augmented images per second of training
 * @param firstLoss loss of the first step
 * @param finalLoss mean loss of the last 100 steps
 */
public record TrainingFigures(
        long steps, long images, double seconds, double imagesPerSecond, double firstLoss, double finalLoss) {

    /** The loss of one batch is too noisy to compare runs. */
    private static final int LAST = 100;

    /** The figures of a {@code metrics.jsonl}. */
    public static TrainingFigures of(Path metrics) throws IOException {
        long steps = 0;
        long images = 0;
        double seconds = 0;
        double first = Double.NaN;
        Deque<Double> last = new ArrayDeque<>();
        try (BufferedReader lines = Files.newBufferedReader(metrics)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                StepMetrics step = StepMetricsJson.decode(bytes, bytes.length);
                first = steps == 0 ? step.loss() : first;
                steps++;
                images += step.images();
                seconds += step.seconds();
                last.add(step.loss());
                if (last.size() > LAST) {
                    last.remove();
                }
            }
        }
        double finalLoss =
                last.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        return new TrainingFigures(steps, images, seconds, images / seconds, first, finalLoss);
    }
}
