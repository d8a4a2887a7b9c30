package dev.pixio.monitor.report;

import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.StepImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;

/** Writes the folder of a run for a test. */
final class RunFixture {

    private final RunFolder folder;

    RunFixture(Path path) throws IOException {
        this(path, 1e-3);
    }

    RunFixture(Path path, double learningRate) throws IOException {
        folder = RunFolder.create(path, RunFolder.Existing.REFUSE);
        PlanFile.write(
                folder.config(),
                TrainingPlan.recipe("quick")
                        .batchSize(16)
                        .learningRate(learningRate)
                        .maxSteps(100)
                        .build());
    }

    RunFolder folder() {
        return folder;
    }

    /** Writes the steps from 1 with a loss that falls from 2 to 1. */
    RunFixture steps(int count) throws IOException {
        return steps(count, 1, 0.01);
    }

    RunFixture steps(int count, double lossAtTheEnd, double waitSeconds) throws IOException {
        for (int i = 1; i <= count; i++) {
            step(i, 2 + (lossAtTheEnd - 2) * i / count, 0.5, waitSeconds);
        }
        return this;
    }

    RunFixture step(int step, double loss, double norm, double waitSeconds) throws IOException {
        return line(
                folder.metrics(),
                String.format(
                        Locale.ROOT,
                        "{\"step\":%d,\"epoch\":0,\"loss\":%f,\"learningRate\":0.001,\"gradientNorm\":%f,\"images\":16,"
                                + "\"seconds\":0.5,\"waitSeconds\":%f,\"imagesPerSecond\":32,\"skipped\":0,"
                                + "\"memoryBytes\":700000000}",
                        step,
                        loss,
                        norm,
                        waitSeconds));
    }

    /** A step of several processes. */
    RunFixture groupStep(int step, int processes, int slowest, double syncSeconds) throws IOException {
        return line(
                folder.metrics(),
                String.format(
                        Locale.ROOT,
                        "{\"step\":%d,\"epoch\":0,\"loss\":1,\"learningRate\":0.001,\"gradientNorm\":1,\"images\":16,"
                                + "\"seconds\":0.5,\"waitSeconds\":0,\"skipped\":0,\"processes\":%d,\"syncSeconds\":%f,"
                                + "\"slowest\":%d,\"slowestSeconds\":0.4}",
                        step,
                        processes,
                        syncSeconds,
                        slowest));
    }

    RunFixture event(long step, String kind, String message, String... images) throws IOException {
        String names = images.length == 0 ? "" : "\"" + String.join("\",\"", images) + "\"";
        return line(
                folder.events(),
                "{\"time\":\"2026-11-24T10:00:00Z\",\"step\":" + step + ",\"kind\":\"" + kind + "\",\"message\":\""
                        + message + "\",\"images\":[" + names + "]}");
    }

    RunFixture probe(long step, double top1) throws IOException {
        return line(
                folder.probes(),
                "{\"step\":" + step + ",\"seconds\":1.5,\"knn\":{\"20\":{\"top1\":" + top1
                        + ",\"top5\":0.6,\"images\":60}}}");
    }

    /** Writes an image of noise, which PNG does not compress. */
    RunFixture reconstruction(long step, int side) throws IOException {
        return draw(folder.reconstructions(), step, side);
    }

    /** Writes an image of noise as feature maps. */
    RunFixture featureMap(long step, int side) throws IOException {
        return draw(folder.featureMaps(), step, side);
    }

    /** Writes an image of noise as predictions. */
    RunFixture predictions(long step, int side) throws IOException {
        return draw(folder.predictions(), step, side);
    }

    private RunFixture draw(StepImages images, long step, int side) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(step);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        Files.createDirectories(images.folder());
        ImageIO.write(image, "png", images.at(step).toFile());
        return this;
    }

    /** Sets the modification times to several hours ago. */
    RunFixture silent() throws IOException {
        FileTime hoursAgo = FileTime.from(Instant.now().minusSeconds(10_000));
        Files.setLastModifiedTime(folder.config(), hoursAgo);
        if (Files.exists(folder.metrics())) {
            Files.setLastModifiedTime(folder.metrics(), hoursAgo);
        }
        return this;
    }

    RunFixture line(Path file, String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return this;
    }
}
