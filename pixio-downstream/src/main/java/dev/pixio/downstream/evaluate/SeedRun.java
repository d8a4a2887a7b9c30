package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.train.HeadTrainer;
import java.io.IOException;
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
     * @param folder in which heads are kept
     * @param predictions receives those of the test samples
     * @throws IOException if a sample cannot be read, or no pixel of the samples counts
     */
    SeedResult result(long seed, HeadFolder folder, KeptPredictions predictions)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        double encoded = trainer.encodingSeconds();
        progress.onFeatures(encoder, "training images");
        LastLosses losses = new LastLosses(progress.onTraining(encoder, seed));
        try (PointerScope scope = new PointerScope()) {
            DenseHead head = trainer.train(seed, folder.file(seed), progress, losses);
            double seconds = (System.nanoTime() - start) / 1e9 - (trainer.encodingSeconds() - encoded);
            folder.saveModel(seed, head)
                    .ifPresent(file -> progress.onNote(file + " has the encoder and this head, for 'pixio predict'"));
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
