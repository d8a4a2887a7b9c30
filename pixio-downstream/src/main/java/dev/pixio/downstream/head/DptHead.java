package dev.pixio.downstream.head;

import dev.pixio.nn.Initialization;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * The head of dense prediction transformers (Ranftl et al. 2021) without batch normalisation: the maps of four blocks become four
 * levels of different sizes, which are fused from the deepest up.
 */
public final class DptHead extends Module implements DenseHead {

    private final List<Convolution> projections = new ArrayList<>();
    private final TransposedConvolution times4;
    private final TransposedConvolution times2;
    private final Convolution halve;
    private final List<Convolution> levels = new ArrayList<>();
    private final List<ResidualUnit> laterals =
            new ArrayList<>(); // none of the deepest level, which is added to nothing
    private final List<FusionBlock> fusions = new ArrayList<>();
    private final Convolution output;
    private final Convolution scores;

    /**
     * @param channels of the maps, 2D
     * @param outputs scores per pixel
     */
    public DptHead(int channels, int outputs, DptShape shape, Initialization initialization) {
        super("DptHead");
        int fusion = shape.fusion();
        for (int level = 0; level < DptShape.LEVELS; level++) {
            int projected = shape.projections().get(level);
            projections.add(register_module("projection" + level, Convolution.pointwise(channels, projected)));
            levels.add(register_module("level" + level, new Convolution(projected, fusion, 3, 1, Convolution.Bias.NO)));
            if (level < DptShape.LEVELS - 1) {
                laterals.add(register_module("lateral" + level, new ResidualUnit(fusion)));
            }
            fusions.add(register_module("fusion" + level, new FusionBlock(fusion)));
        }
        List<Integer> widths = shape.projections();
        this.times4 = register_module("times4", new TransposedConvolution(widths.get(0), 4));
        this.times2 = register_module("times2", new TransposedConvolution(widths.get(1), 2));
        this.halve =
                register_module("halve", new Convolution(widths.get(3), widths.get(3), 3, 2, Convolution.Bias.YES));
        this.output = register_module("output", new Convolution(fusion, fusion, 3, 1, Convolution.Bias.YES));
        this.scores = register_module("scores", Convolution.pointwise(fusion, outputs));
        Convolution.initialize(this, initialization);
    }

    @Override
    public Tensor forward(List<Tensor> maps, int height, int width, Phase phase) {
        Tensor fused = fuse(levels(maps)); // [B, fusion, 8h, 8w]
        Tensor small = scores.forward(output.forward(fused).relu()); // [B, outputs, 8h, 8w]
        return Bilinear.resize(small, height, width); // [B, outputs, height, width]
    }

    /** From {@code [B, 2D, h, w]} each to {@code [B, fusion, ...]} of 4, 2, 1 and a half of that size. */
    private List<Tensor> levels(List<Tensor> maps) {
        List<Tensor> resized = List.of(
                times4.forward(projections.get(0).forward(maps.get(0))),
                times2.forward(projections.get(1).forward(maps.get(1))),
                projections.get(2).forward(maps.get(2)),
                halve.forward(projections.get(3).forward(maps.get(3))));
        List<Tensor> fitted = new ArrayList<>();
        for (int level = 0; level < DptShape.LEVELS; level++) {
            fitted.add(levels.get(level).forward(resized.get(level)));
        }
        return fitted;
    }

    /** Twice the size of the shallowest level. */
    private Tensor fuse(List<Tensor> sizes) {
        int deepest = DptShape.LEVELS - 1;
        Tensor next = sizes.get(deepest - 1);
        Tensor fused = fusions.get(deepest).forward(sizes.get(deepest), next.size(2), next.size(3));
        for (int level = deepest - 1; level >= 0; level--) {
            Tensor here = sizes.get(level);
            long height = level > 0 ? sizes.get(level - 1).size(2) : 2 * here.size(2);
            long width = level > 0 ? sizes.get(level - 1).size(3) : 2 * here.size(3);
            fused = fusions.get(level).forward(fused.add(laterals.get(level).forward(here)), height, width);
        }
        return fused;
    }

    @Override
    public Module module() {
        return this;
    }
}
