package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.train.HeadFile;
import dev.pixio.downstream.train.HeadTrainer;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;

/**
 * Trains and tests heads of one encoder.
 *
 * @param encoder its name
 */
record SeedRun(String encoder, DenseData data, HeadTrainer trainer, HeadTest test, HeadProgress progress) {

    /**
     * The result of a seed.
     *
     * @param file of the head; empty to keep none
     * @param predictions receives those of the test samples
     * @throws IOException if a sample cannot be read, or no pixel of the samples counts
     */
    SeedResult result(long seed, Optional<HeadFile> file, KeptPredictions predictions)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        double encoded = trainer.encodingSeconds();
        progress.onFeatures(encoder, "training images");
        LastLosses losses = new LastLosses(progress.onTraining(encoder, seed));
        try (PointerScope scope = new PointerScope()) {
            DenseHead head = trainer.train(seed, file, progress, losses);
            double seconds = (System.nanoTime() - start) / 1e9 - (trainer.encodingSeconds() - encoded);
            progress.onFeatures(encoder, "test images");
            Measures measures = Measures.of(data.task());
            test.run(head, progress, prediction -> {
                measures.add(prediction);
                predictions.add(prediction);
            });
            if (measures.isEmpty()) {
                throw new IOException(data.test().description() + ": no pixel has a true value that counts");
            }
            SeedResult result = new SeedResult(seed, measures.byName(), measures.iouByClass(), losses.mean(), seconds);
            progress.onResult(encoder, result);
            return result;
        }
    }
}
