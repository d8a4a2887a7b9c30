package dev.pixio.nn.option;

import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Rotary positions: queries and keys are rotated by angles that follow from the place of their patch, so that attention depends on
 * distances (Su et al. 2021, "RoFormer"; in two dimensions as in DINOv3, arXiv 2508.10104). Tokens before the patches are not
 * rotated. Results belong to the scope around the call.
 *
 * @param angles empty for no rotation
 */
public record Rotation(Optional<Angles> angles) {

    /** No rotation. */
    public static final Rotation NONE = new Rotation(Optional.empty());

    /**
     * Of each token and channel of a head.
     *
     * @param cosine float {@code [B or 1, 1, L, d]}
     * @param sine float {@code [B or 1, 1, L, d]}
     */
    public record Angles(Tensor cosine, Tensor sine) {

        private Angles at(Tensor index) {
            return new Angles(at(cosine, index), at(sine, index));
        }

        private static Tensor at(Tensor table, Tensor index) {
            Tensor all = table.expand(index.size(0), -1, -1, -1); // [B, 1, L, d]
            Tensor places = index.unsqueeze(1).unsqueeze(3).expand(-1, -1, -1, table.size(3));
            return torch.gather(all, 2, places); // [B, 1, n, d]
        }
    }

    /**
     * The rotation of whole images. The centres of patches are at (-1, 1) of height and width; frequencies fall from 1 to nearly 1 /
     * theta. The first quarter of a head's channels turns with the row and the second with the column, each together with the channel
     * half a head further.
     *
     * @param prefix number of tokens before the patches
     * @param rows height of the grid in patches
     * @param columns width of the grid in patches
     * @param headWidth d, a multiple of 4
     * @param theta the base of the frequencies
     */
    public static Rotation ofGrid(int prefix, int rows, int columns, int headWidth, double theta, Device device) {
        TensorOptions options = new TensorOptions(ScalarType.Float).device(new DeviceOptional(device));
        int quarter = headWidth / 4;
        Tensor exponents = torch.arange(new Scalar(quarter), options).mul(new Scalar(4.0 / headWidth));
        Tensor periods = torch.pow(new Scalar(theta), exponents); // [d / 4]
        Tensor ofRows = angles(rows, periods, options).unsqueeze(1).expand(rows, columns, quarter);
        Tensor ofColumns = angles(columns, periods, options).unsqueeze(0).expand(rows, columns, quarter);
        Tensor half = torch.cat(new TensorVector(ofRows, ofColumns), 2).flatten(0, 1); // [N, d / 2]
        Tensor still = half.new_zeros(prefix, 2L * quarter);
        Tensor all = torch.cat(new TensorVector(still, half), 0)
                .repeat(1, 2)
                .unsqueeze(0)
                .unsqueeze(0); // [1, 1, L, d]
        return new Rotation(Optional.of(new Angles(all.cos(), all.sin())));
    }

    /** Of the places along one side, {@code [count, d / 4]}. */
    private static Tensor angles(int count, Tensor periods, TensorOptions options) {
        Tensor centres = torch.arange(new Scalar(count), options)
                .add(new Scalar(0.5))
                .div(new Scalar((double) count))
                .mul(new Scalar(2.0))
                .sub(new Scalar(1.0));
        return centres.mul(new Scalar(2 * Math.PI)).unsqueeze(1).div(periods.unsqueeze(0));
    }

    /** The rotation of some tokens, int64 {@code [B, n]}. */
    public Rotation at(Tensor index) {
        return new Rotation(angles.map(all -> all.at(index)));
    }

    /** Whether tokens are not rotated. */
    public boolean isNone() {
        return angles.isEmpty();
    }

    /** Queries or keys {@code [B, heads, L, d]}, rotated; in their dtype. */
    public Tensor apply(Tensor byHead) {
        if (angles.isEmpty()) {
            return byHead;
        }
        long half = byHead.size(3) / 2;
        Tensor turned = torch.cat(
                new TensorVector(byHead.narrow(3, half, half).neg(), byHead.narrow(3, 0, half)), 3); // by 90 degrees
        return byHead.mul(angles.get().cosine())
                .add(turned.mul(angles.get().sine()))
                .to(byHead.scalar_type());
    }
}
