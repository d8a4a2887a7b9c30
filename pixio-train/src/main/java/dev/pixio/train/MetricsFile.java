package dev.pixio.train;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes each step as a JSON object on a line of its own, so that a run that dies loses none. */
final class MetricsFile implements TrainingListener, AutoCloseable {

    private final BufferedWriter writer;

    MetricsFile(RunFolder folder) throws IOException {
        this.writer = Files.newBufferedWriter(folder.metrics());
    }

    @Override
    public void onStep(StepMetrics metrics) throws IOException {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("step", metrics.step());
        line.put("epoch", metrics.epoch());
        line.put("loss", metrics.loss());
        line.put("learningRate", metrics.learningRate());
        line.put("gradientNorm", metrics.gradientNorm());
        line.put("pictures", metrics.pictures());
        line.put("seconds", rounded(metrics.seconds()));
        line.put("waitSeconds", rounded(metrics.waitSeconds()));
        line.put("picturesPerSecond", rounded(metrics.picturesPerSecond()));
        line.put("skipped", metrics.skipped());
        line.put("memoryBytes", metrics.memoryBytes());
        writer.write(line.toString());
        writer.write('\n');
        writer.flush();
    }

    /** To microseconds: what follows is noise that only makes the file longer. */
    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.6f", value));
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
