package dev.pixio.downstream.distill;

import dev.pixio.model.Encoder;
import dev.pixio.model.Patches;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.ModelCatalog;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.Initialization;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** An encoder that learns from a teacher, and its projection to the teacher's width, in the file of weights beside the encoder. */
public final class Student extends Module {

    private final String name;
    private final PixioConfig config;
    private final Encoder encoder;
    private final Projection projection;

    /**
     * A student with new weights on the CPU.
     *
     * @param name by which it is told from others
     * @param config its shape; the decoder and the mask are not used
     * @param teacher width of the teacher's tokens
     */
    public Student(String name, PixioConfig config, int teacher, Initialization initialization) {
        super("Student");
        this.name = name;
        this.config = config;
        this.encoder = register_module("encoder", new Encoder(config, initialization));
        this.projection = register_module(
                "head",
                new Projection(config.encoder().width(), teacher, initialization, "student." + name + ".head."));
    }

    /**
     * The shape of a student of a teacher: that of a named encoder, with the teacher's patches and class tokens, so that each token has
     * one of the teacher's to learn from. Positions are learned or sine-cosine as the teacher's; in place of rotary ones, a student has
     * added ones.
     *
     * @param encoder as {@link ModelCatalog#find} takes it, such as {@code s} or {@code 192x6x3}
     * @param teacher the teacher's shape
     * @param height of the images in pixels
     * @param width of the images in pixels
     * @param dropPath rate of the student's last block
     * @throws IllegalArgumentException if there is no such encoder, or the teacher's patch size does not divide the images
     */
    public static PixioConfig config(String encoder, PixioConfig teacher, int height, int width, double dropPath) {
        EncoderConfig shape = ModelCatalog.find(encoder)
                .encoder()
                .withClassTokens(teacher.encoder().classTokens())
                .withDropPath(dropPath);
        PatchGrid grid = new PatchGrid(
                height, width, teacher.grid().channels(), teacher.grid().patchSize());
        return new PixioConfig(
                grid,
                shape,
                teacher.decoder(),
                DistillationPlan.mask(0.5),
                teacher.positions(),
                teacher.positionResize(),
                PixioConfig.TokenStart.EQUAL);
    }

    /**
     * The student's tokens, projected to the teacher's width.
     *
     * @param images normalised, float {@code [B, C, H, W]}
     * @param kept patches that the student sees, int64 {@code [B, n]}
     * @param dropPath which samples skip which branches
     * @return class tokens, then these patches: float {@code [B, K + n, T]}
     */
    public Tensor forward(Tensor images, Tensor kept, DropPath dropPath) {
        Tensor patches = Patches.of(images, config.grid().patchSize()); // [B, N, P*P*C]
        Tensor tokens =
                encoder.forward(patches, kept, BlockRunner.inOrder(encoder.blocks(), dropPath)); // [B, K + n, D]
        return projection.forward(tokens);
    }

    /** The name by which it is told from others. */
    public String studentName() {
        return name;
    }

    /** Its shape. */
    public PixioConfig config() {
        return config;
    }

    /** The encoder, which is the result. */
    public Encoder encoder() {
        return encoder;
    }
}
