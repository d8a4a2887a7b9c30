package dev.pixio.eval.classify;

import dev.pixio.data.StratifiedSplit;
import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.linear.LbfgsSolver;
import dev.pixio.eval.linear.ProbeSolver;
import dev.pixio.eval.linear.SgdSolver;
import dev.pixio.eval.linear.SoftmaxRegression;
import dev.pixio.eval.linear.Standardization;
import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Linear probe: a linear classifier on frozen, standardised features. Its one hyperparameter is chosen on a held-out
 * tenth of the training images, never on the test images; then the classifier is trained on all training images.
 */
public final class LinearProtocol implements EvaluationProtocol {

    /** Share of the training images on which the hyperparameter is chosen. */
    private static final double HELD_OUT = 0.1;

    private final ProbeSolver solver;
    private final long seed;
    private final Device device;

    private LinearProtocol(ProbeSolver solver, long seed, Device device) {
        this.solver = solver;
        this.seed = seed;
        this.device = device;
    }

    /**
     * By stochastic gradient descent, with a sweep of 13 learning rates.
     *
     * @param epochs such as 100
     * @param batchSize such as 256
     * @param seed of the order of images and the choice of held-out images
     */
    public static LinearProtocol sgd(int epochs, int batchSize, long seed, Device device) {
        return new LinearProtocol(new SgdSolver(epochs, batchSize, seed), seed, device);
    }

    /**
     * By logistic regression, with a sweep of 13 weight decays.
     *
     * @param seed of the choice of held-out images
     */
    public static LinearProtocol lbfgs(long seed, Device device) {
        return new LinearProtocol(LbfgsSolver.PRECISE, seed, device);
    }

    @Override
    public String id() {
        return "linear";
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "a linear classifier on standardised features, %s; the best of %d %ss on a held-out tenth of the training"
                        + " images, then trained on all of them",
                solver.description(),
                solver.sweep().size(),
                solver.setting());
    }

    @Override
    public void requireTrainable(int[] labels) {
        sweepSplit(labels);
    }

    @Override
    public List<ClassificationResult> evaluate(FeatureTable train, FeatureTable test) {
        double chosen = choose(train);
        try (Standardization standard = new Standardization(train.features());
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor x = standard.apply(train.features(), device);
            Tensor y = Tensors.to(train.labelTensor(), device);
            int classes = train.classes().size();
            try (SoftmaxRegression probe =
                    solver.fit(x, y, classes, List.of(chosen)).get(0)) {
                ClassRanking ranking = new ClassRanking();
                ranking.add(probe.scores(standard.apply(test.features(), device)));
                return List.of(ranking.result("linear", test.labels(), test.classes(), ClassRanking.DEPTH)
                        .withSetting(new ClassificationResult.Setting(solver.setting(), chosen)));
            }
        }
    }

    private StratifiedSplit sweepSplit(int[] labels) {
        StratifiedSplit split = StratifiedSplit.of(labels, HELD_OUT, seed, "probe sweep");
        if (split.heldOut().length == 0) {
            throw new IllegalArgumentException(
                    "no class has two training images, which a linear probe needs to choose its " + solver.setting()
                            + ": add images, or evaluate by k-NN");
        }
        return split;
    }

    /** The value of the hyperparameter with the best accuracy on the held-out images. */
    private double choose(FeatureTable train) {
        StratifiedSplit split = sweepSplit(train.labels());
        try (FeatureTable kept = train.rows(split.kept());
                FeatureTable heldOut = train.rows(split.heldOut());
                Standardization standard = new Standardization(kept.features());
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor x = standard.apply(kept.features(), device);
            Tensor y = Tensors.to(kept.labelTensor(), device);
            List<SoftmaxRegression> probes = solver.fit(x, y, train.classes().size(), solver.sweep());
            try {
                return best(probes, standard.apply(heldOut.features(), device), heldOut);
            } finally {
                probes.forEach(SoftmaxRegression::close);
            }
        }
    }

    private double best(List<SoftmaxRegression> probes, Tensor x, FeatureTable heldOut) {
        Tensor y = Tensors.to(heldOut.labelTensor(), device);
        List<SoftmaxRegression.Quality> qualities = new ArrayList<>();
        probes.forEach(probe -> qualities.add(probe.quality(x, y)));
        int best = 0;
        for (int i = 1; i < qualities.size(); i++) {
            best = qualities.get(i).isBetterThan(qualities.get(best)) ? i : best;
        }
        return solver.sweep().get(best);
    }
}
