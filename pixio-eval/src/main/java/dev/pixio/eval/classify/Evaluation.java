package dev.pixio.eval.classify;

import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.features.FeatureExtractor;
import dev.pixio.eval.features.FeatureStore;
import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationRow;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.DividedTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Evaluates several candidates by one protocol and on the same images. Call it outside of any pointer scope.
 *
 * @param images training and test images; the caller closes them
 * @param protocol the classifier and how it is trained
 * @param store the cache of features
 * @param loading from {@link LoaderOptions#embedding}
 */
public record Evaluation(
        LabelledImages images, EvaluationProtocol protocol, FeatureStore store, LoaderOptions loading) {

    /**
     * Evaluates the candidates. The report has one row per candidate, in the given order, and last the baseline of
     * guessing.
     */
    public EvaluationReport<EvaluationRow> run(List<EvaluationCandidate> candidates, EvaluationListener listener)
            throws IOException, InterruptedException {
        return run(candidates, listener, DividedTask.alone());
    }

    /**
     * Evaluates the candidates in process 0 of a group; the others call {@link #contribute} with the same candidates.
     *
     * @param task divides the images among the processes
     */
    public EvaluationReport<EvaluationRow> run(
            List<EvaluationCandidate> candidates, EvaluationListener listener, DividedTask task)
            throws IOException, InterruptedException {
        List<EvaluationRow> rows = new ArrayList<>();
        protocol.requireTrainable(images.train().labels());
        Set<String> notes = new LinkedHashSet<>(DataNotes.leftOut(images));
        for (EvaluationCandidate candidate : candidates) {
            try (FeatureExtractor extractor = open(candidate, task);
                    Timed train = features(candidate, extractor, images.train(), listener, task);
                    Timed test = features(candidate, extractor, images.test(), listener, task)) {
                EvaluationRow row = new EvaluationRow(
                        candidate.name(),
                        extractor.choice(),
                        train.table.dimension(),
                        protocol.evaluate(train.table, test.table),
                        train.embedded + test.embedded,
                        train.seconds + test.seconds);
                rows.add(row);
                notes.addAll(DataNotes.missingClasses(train.table, test.table));
                notes.addAll(protocol.notes(train.table.size()));
                listener.onRow(row);
            }
        }
        rows.add(guessing(rows));
        return new EvaluationReport<>(
                protocol.id(),
                protocol.description(),
                images.train().description(),
                images.test().description(),
                images.classes().size(),
                rows,
                List.copyOf(notes));
    }

    /** Computes the features of the images of a process other than process 0. */
    public void contribute(List<EvaluationCandidate> candidates, DividedTask task)
            throws IOException, InterruptedException {
        for (EvaluationCandidate candidate : candidates) {
            try (FeatureExtractor extractor = open(candidate, task)) {
                FeatureStore.contribute(images.train(), extractor, loading, task);
                FeatureStore.contribute(images.test(), extractor, loading, task);
            }
        }
    }

    /** An extractor that is the same in all processes. */
    private static FeatureExtractor open(EvaluationCandidate candidate, DividedTask task) throws IOException {
        FeatureExtractor extractor = candidate.factory().open();
        try {
            task.requireSame("the encoder or a setting of " + candidate.name(), extractor.identity());
            return extractor;
        } catch (RuntimeException e) {
            extractor.close();
            throw e;
        }
    }

    private record Timed(FeatureTable table, long embedded, double seconds) implements AutoCloseable {
        @Override
        public void close() {
            table.close();
        }
    }

    private Timed features(
            EvaluationCandidate candidate,
            FeatureExtractor extractor,
            LabelledSource source,
            EvaluationListener listener,
            DividedTask task)
            throws IOException, InterruptedException {
        listener.onFeatures(candidate.name(), source.description());
        long start = System.nanoTime();
        FeatureStore.Result found = store.features(source, extractor, loading, listener, task);
        long embedded = found.computed() ? found.table().size() : 0;
        return new Timed(found.table(), embedded, (System.nanoTime() - start) / 1e9);
    }

    /** Ranks the classes by their number of training images, the same for all test images. */
    private EvaluationRow guessing(List<EvaluationRow> rows) {
        int classes = images.classes().size();
        int[] labels = images.test().labels();
        ClassRanking ranking = new ClassRanking();
        try (PointerScope scope = new PointerScope()) {
            long[] counts = new long[classes];
            for (int label : images.train().labels()) {
                counts[label]++;
            }
            Tensor scores = Tensors.of(counts, 1, classes).expand(labels.length, -1);
            ranking.add(scores);
        }
        List<ClassificationResult> results = rows.stream()
                .limit(1)
                .flatMap(row -> row.results().stream())
                .map(column -> ranking.result(column.name(), labels, images.classes(), ClassRanking.DEPTH))
                .toList();
        return new EvaluationRow("guessing", Optional.empty(), 0, results, 0, 0);
    }
}
