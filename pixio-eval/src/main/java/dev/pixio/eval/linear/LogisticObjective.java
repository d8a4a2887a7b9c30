package dev.pixio.eval.linear;

import dev.pixio.torch.OneDnn;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The loss of logistic regression and its gradient, in coordinates in which L-BFGS needs few iterations: features are
 * rotated to the eigenvectors of their second moments, and each parameter is scaled by the inverse root of its
 * approximate curvature. This changes the path of the search, not the optimum. It owns native memory; close it.
 *
 * <p>Parameters are weights {@code [D, C]} of rotated features, followed by biases {@code [C]}, row by row.
 */
final class LogisticObjective implements AutoCloseable {

    /** Rows whose scores are computed at a time: those of float64 are converted, those of float32 are not. */
    private static final long DOUBLE_CHUNK = 8192;

    private static final long FLOAT_CHUNK = 65_536;

    private final ScalarType products;
    private final long rows;
    private final int inputs;
    private final int classes;
    private final Tensor rotation; // float64 [D, D], eigenvectors as columns
    private final Tensor rotated; // float [N, D]
    private final double[] moments; // [D], mean square of each rotated feature
    private final double[] targets; // [D + 1, C], sum over the rows of each class
    private final double[] shares; // [C], of the rows

    /**
     * @param x standardised features, float {@code [N, D]}
     * @param y classes, int64 {@code [N]}
     * @param products number format of matrix products
     */
    LogisticObjective(Tensor x, Tensor y, int classes, ScalarType products) {
        this.products = products;
        this.rows = x.size(0);
        this.inputs = Math.toIntExact(x.size(1));
        this.classes = classes;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor features = x.cpu();
            T_TensorTensor_T eigen = torch.linalg_eigh(SecondMoments.of(features, ScalarType.Float));
            this.moments = Tensors.toDoubles(eigen.get0().clamp_min(new Scalar(0.0)));
            this.rotation = Tensors.keep(eigen.get1());
            this.rotated = Tensors.keep(OneDnn.matmul(features, rotation.to(ScalarType.Float)));
            Tensor labels = y.cpu();
            this.targets = targets(labels);
            this.shares = Arrays.stream(
                            Tensors.toDoubles(torch.one_hot(labels, classes).sum(0)))
                    .map(count -> count / rows)
                    .toArray();
        }
    }

    private double[] targets(Tensor labels) {
        Tensor sums = Tensors.zeros(ScalarType.Double, inputs + 1L, classes);
        for (long first = 0; first < rows; first += DOUBLE_CHUNK) {
            try (PointerScope chunk = new PointerScope()) {
                long count = Math.min(DOUBLE_CHUNK, rows - first);
                Tensor ones =
                        torch.one_hot(labels.narrow(0, first, count), classes).to(ScalarType.Double); // [B, C]
                Tensor features = rotated.narrow(0, first, count).to(ScalarType.Double);
                sums.narrow(0, 0, inputs).add_(features.t().matmul(ones));
                sums.select(0, inputs).add_(ones.sum(0));
            }
        }
        return Tensors.toDoubles(sums);
    }

    /** Parameters that predict the shares of the classes. */
    double[] start() {
        double[] start = new double[(inputs + 1) * classes];
        for (int c = 0; c < classes; c++) {
            start[inputs * classes + c] = Math.log(Math.max(shares[c], 1.0 / (rows + 1)));
        }
        return start;
    }

    /** The weights of the features before their rotation, float {@code [D, C]} in the caller's scope. */
    Tensor weight(double[] parameters) {
        return rotation.matmul(tensor(parameters).narrow(0, 0, inputs)).to(ScalarType.Float);
    }

    /** Float {@code [C]} in the caller's scope. */
    Tensor bias(double[] parameters) {
        return tensor(parameters).select(0, inputs).to(ScalarType.Float);
    }

    /** The objective with a weight decay. */
    AtDecay at(double decay) {
        return new AtDecay(decay);
    }

    /** Float64 {@code [D + 1, C]} in the caller's scope. */
    private Tensor tensor(double[] parameters) {
        Tensor tensor = Tensors.empty(ScalarType.Double, inputs + 1L, classes);
        try (PointerScope scope = new PointerScope()) {
            new DoublePointer(tensor.data_ptr()).put(parameters);
        }
        return tensor;
    }

    /** The objective of one decay, as a function of scaled coordinates. */
    final class AtDecay implements Lbfgs.Objective {

        private final double decay;
        private final double[] scale; // parameter = scale * coordinate

        private AtDecay(double decay) {
            this.decay = decay;
            this.scale = new double[(inputs + 1) * classes];
            for (int i = 0; i < scale.length; i++) {
                int row = i / classes;
                double share = shares[i % classes];
                // The curvature of the loss at the start, without the terms between classes.
                double variance = Math.max(share * (1 - share), 1.0 / rows);
                scale[i] = 1 / Math.sqrt(row < inputs ? variance * moments[row] + decay : variance);
            }
        }

        double[] parameters(double[] coordinates) {
            double[] parameters = new double[coordinates.length];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = scale[i] * coordinates[i];
            }
            return parameters;
        }

        double[] coordinates(double[] parameters) {
            double[] coordinates = new double[parameters.length];
            for (int i = 0; i < parameters.length; i++) {
                coordinates[i] = parameters[i] / scale[i];
            }
            return coordinates;
        }

        @Override
        public double of(double[] at, double[] gradient) {
            double[] parameters = parameters(at);
            double loss = sumOverRows(parameters, gradient);
            double penalty = 0;
            for (int i = 0; i < gradient.length; i++) {
                loss -= targets[i] * parameters[i];
                double decayed = i < inputs * classes ? decay * parameters[i] : 0;
                penalty += decayed * parameters[i] / 2;
                gradient[i] = scale[i] * ((gradient[i] - targets[i]) / rows + decayed);
            }
            return loss / rows + penalty;
        }
    }

    /** The sum of the logarithms of all rows' normalisers; {@code gradient} receives its gradient. */
    private double sumOverRows(double[] parameters, double[] gradient) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor all = tensor(parameters).to(products);
            Tensor weight = all.narrow(0, 0, inputs); // [D, C]
            Tensor bias = all.select(0, inputs); // [C]
            Tensor sums = Tensors.zeros(ScalarType.Double, inputs + 1L, classes);
            double normalizers = 0;
            long most = products == ScalarType.Float ? FLOAT_CHUNK : DOUBLE_CHUNK;
            for (long first = 0; first < rows; first += most) {
                try (PointerScope chunk = new PointerScope()) {
                    Tensor features = rotated.narrow(0, first, Math.min(most, rows - first))
                            .to(products); // [B, D]
                    Tensor scores = OneDnn.matmul(features, weight).add(bias); // [B, C]
                    Tensor normalizer = torch.logsumexp(scores, new long[] {1}, true); // [B, 1]
                    Tensor probabilities = scores.sub(normalizer).exp();
                    normalizers += normalizer.sum().item_double();
                    // In this order oneDNN is several times as fast as in the other.
                    Tensor product = OneDnn.matmul(probabilities.t(), features).t(); // [D, C]
                    sums.narrow(0, 0, inputs).add_(product);
                    sums.select(0, inputs).add_(probabilities.sum(0));
                }
            }
            System.arraycopy(Tensors.toDoubles(sums), 0, gradient, 0, gradient.length);
            return normalizers;
        }
    }

    @Override
    public void close() {
        rotation.close();
        rotated.close();
    }
}
