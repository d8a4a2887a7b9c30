package dev.pixio.embed.view;

import dev.pixio.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Principal components of vectors: the directions of the largest variance, the largest first. The sign of each is chosen so that
 * its number with the largest absolute value is positive.
 *
 * @param mean of the vectors, {@code [D]}
 * @param directions {@code [components, D]}, each of length 1
 * @param variances along each direction, with the divisor N - 1
 */
@SuppressWarnings("ArrayRecordComponent") // not changed
public record PrincipalComponents(double[] mean, double[][] directions, double[] variances) {

    /**
     * The components of some vectors, in double precision.
     *
     * @param vectors {@code [N, D]} in row order, N at least 2
     * @param dim D
     * @param count number of components, 1 to D
     */
    public static PrincipalComponents of(float[] vectors, int dim, int count) {
        int number = vectors.length / dim;
        if (number < 2 || count < 1 || count > dim) {
            throw new IllegalArgumentException(
                    "there are no " + count + " components of " + number + " vectors of " + dim + " numbers");
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor rows = Tensors.of(vectors, number, dim).to(ScalarType.Double);
            Tensor mean = rows.mean(new long[] {0}, false, new ScalarTypeOptional());
            Tensor centred = rows.sub(mean);
            Tensor covariance = torch.matmul(centred.t(), centred).div(new Scalar(number - 1.0)); // [D, D]
            T_TensorTensor_T eigen = torch.linalg_eigh(covariance); // ascending; vectors in columns
            double[] values = Tensors.toDoubles(eigen.get0());
            double[][] directions = new double[count][];
            double[] variances = new double[count];
            for (int i = 0; i < count; i++) {
                directions[i] = signed(Tensors.toDoubles(eigen.get1().select(1, dim - 1L - i)));
                variances[i] = Math.max(0, values[dim - 1 - i]);
            }
            return new PrincipalComponents(Tensors.toDoubles(mean), directions, variances);
        }
    }

    private static double[] signed(double[] direction) {
        double largest = 0;
        for (double number : direction) {
            if (Math.abs(number) > Math.abs(largest)) {
                largest = number;
            }
        }
        double sign = largest < 0 ? -1 : 1;
        return Arrays.stream(direction).map(number -> sign * number).toArray();
    }

    /**
     * The place of a vector along a direction, from the mean.
     *
     * @param vectors {@code [N, D]} in row order
     * @param vector from 0
     * @param component from 0
     */
    public double project(float[] vectors, int vector, int component) {
        double[] direction = directions[component];
        int dim = mean.length;
        double sum = 0;
        for (int i = 0; i < dim; i++) {
            sum += (vectors[vector * dim + i] - mean[i]) * direction[i];
        }
        return sum;
    }
}
