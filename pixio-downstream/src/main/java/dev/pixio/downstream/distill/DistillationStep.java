package dev.pixio.downstream.distill;

import dev.pixio.augment.Normalize;
import dev.pixio.data.loader.Batch;
import dev.pixio.model.Encoder;
import dev.pixio.model.GridMask;
import dev.pixio.model.Tokens;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.nn.DropPath;
import dev.pixio.torch.Precision;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import dev.pixio.train.optim.GradientPass;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Gradients of the students of one teacher, whose tokens are computed once for each micro-batch. Masks and drop paths depend on the seed,
 * the epoch and an image's index in the epoch. Each student has the gradients of its own loss; clipping, and the check for NaN, are by one
 * norm over all students.
 *
 * <p>Create it outside of any pointer scope that closes before it, and close it.
 */
final class DistillationStep implements GradientPass.Gradients {

    private final Teacher teacher;
    private final List<Student> students;
    private final Precision precision;
    private final int microBatch;
    private final long seed;
    private final double maskRatio;
    private final Normalize normalize;

    /**
     * Gradients of students.
     *
     * @param teacher on the device of the students
     * @param students on one device, where they stay
     * @param precision of matrix products
     * @param microBatch number of images per forward pass
     * @param seed of the run
     * @param maskRatio share of the patches that students do not see; 0 for none
     * @param normalize the numbers of images
     */
    DistillationStep(
            Encoder teacher,
            List<Student> students,
            Precision precision,
            int microBatch,
            long seed,
            double maskRatio,
            Normalize normalize) {
        this.teacher = new Teacher(teacher, precision);
        this.students = students;
        this.precision = precision;
        this.microBatch = microBatch;
        this.seed = seed;
        this.maskRatio = maskRatio;
        this.normalize = normalize;
    }

    @Override
    public Tensor accumulate(Batch batch, CompletedGradients completed) {
        Device device = students.get(0).encoder().device();
        long[] indices =
                IntStream.range(0, batch.size()).mapToLong(batch::index).toArray();
        try (PointerScope scope = new PointerScope()) {
            Tensor sum = Tensors.zeros(ScalarType.Double, device);
            for (int first = 0; first < indices.length; first += microBatch) {
                int size = Math.min(microBatch, indices.length - first);
                try (PointerScope part = new PointerScope()) {
                    Tensor images = Tensors.upload(batch.images().narrow(0, first, size), device);
                    long[] some = Arrays.copyOfRange(indices, first, first + size);
                    sum.add_(addGradients(
                            normalize.apply(images), batch.epoch(), some, (double) size / batch.wholeSize()));
                }
            }
            completed.complete(0);
            return Tensors.keep(sum);
        }
    }

    /**
     * Adds the gradients of {@code weight * loss} of each student.
     *
     * @param images normalised, float {@code [B, C, H, W]}
     * @return weight times the mean of the students' losses, a float scalar in the caller's scope
     */
    private Tensor addGradients(Tensor images, long epoch, long[] indices, double weight) {
        Tensor target = teacher.tokens(images); // [B, K + N, T]
        Student any = students.get(0);
        Tensor kept = kept(any.config().grid(), images, epoch, indices);
        int classTokens = any.config().encoder().classTokens();
        Tensor compared = keptOf(target, kept, classTokens);
        Tensor mean = Tensors.zeros(ScalarType.Float, images.device());
        for (Student student : students) {
            try (PointerScope scope = new PointerScope()) {
                Tensor loss = loss(student, images, kept, compared, dropPath(student, epoch, indices))
                        .mul(new Scalar(weight));
                loss.backward();
                mean.add_(loss.detach().div(new Scalar((double) students.size())));
            }
        }
        return mean;
    }

    private Tensor loss(Student student, Tensor images, Tensor kept, Tensor target, DropPath dropPath) {
        try (Precision.Region region = precision.on(images.device())) {
            Tensor tokens = student.forward(images, kept, dropPath);
            return DistillationLoss.of(
                    tokens, target, student.config().encoder().classTokens());
        }
    }

    /** The patches that students see, int64 {@code [B, n]}. */
    private Tensor kept(PatchGrid grid, Tensor images, long epoch, long[] indices) {
        if (maskRatio == 0) {
            return torch.arange(new Scalar(grid.patches()), new TensorOptions(images.device()))
                    .expand(images.size(0), -1);
        }
        return GridMask.draw(
                        streams("distillation mask", epoch, indices),
                        grid,
                        DistillationPlan.mask(maskRatio),
                        images.device())
                .kept();
    }

    /** Class tokens and the kept patches of the teacher. */
    static Tensor keptOf(Tensor teacher, Tensor kept, int classTokens) {
        Tensor patches = teacher.narrow(1, classTokens, teacher.size(1) - classTokens);
        return torch.cat(new TensorVector(teacher.narrow(1, 0, classTokens), Tokens.getAtIndex(patches, kept)), 1);
    }

    private DropPath dropPath(Student student, long epoch, long[] indices) {
        return DropPath.draw(
                student.config().encoder().dropPath(),
                student.config().encoder().depth(),
                streams("drop path of student " + student.studentName(), epoch, indices),
                student.encoder().device());
    }

    private List<RandomStream> streams(String purpose, long epoch, long[] indices) {
        return Arrays.stream(indices)
                .mapToObj(index -> RandomStream.of(seed, purpose, epoch, index))
                .toList();
    }

    @Override
    public int microBatch() {
        return microBatch;
    }

    @Override
    public void close() {
        teacher.close();
    }
}
