package dev.pixio.weights;

import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionEmbedding;
import dev.pixio.nn.Positions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Adapts position embeddings to another grid of patches, to another number of class tokens, and from fixed to learned.
 *
 * @param from the shape of the file
 * @param to the shape of the plan
 */
record PositionAdaptation(PixioConfig from, PixioConfig to) {

    private static final List<String> TABLES = List.of("encoder.positions.table", "decoder.positions.table");

    /** See {@link ModelFile#encoderFor}. */
    static ModelFile encoderFor(ModelFile source, int height, int width) {
        PixioConfig config = source.config();
        PatchGrid before = config.grid();
        PatchGrid after = new PatchGrid(height, width, before.channels(), before.patchSize());
        Map<String, Tensor> weights = new LinkedHashMap<>(source.weights());
        weights.keySet().removeIf(name -> !name.startsWith("encoder."));
        boolean same = after.rows() == before.rows() && after.columns() == before.columns();
        if (!same) {
            weights.computeIfPresent(
                    TABLES.get(0),
                    (name, table) -> PositionEmbedding.resized(
                            table.to(ScalarType.Float),
                            config.encoder().classTokens(),
                            before.rows(),
                            before.columns(),
                            after.rows(),
                            after.columns(),
                            config.positionResize()));
        }
        PixioConfig resized = config.withMask(
                        new MaskConfig(config.mask().ratio(), 1)) // any grid has cells of one patch
                .withPositions(same ? config.positions() : Positions.LEARNED) // no longer those of the formula
                .withGrid(after);
        return new ModelFile(
                source.path(),
                source.layout(),
                source.shape().withConfig(resized),
                source.content(),
                weights,
                source.report());
    }

    /**
     * Replaces the tables of positions.
     *
     * @param weights of the file
     * @param own weights of a new model of the plan's shape
     * @param lines receives a description of each change
     */
    void adapt(Map<String, Tensor> weights, Map<String, Tensor> own, List<String> lines) {
        for (String table : TABLES) {
            weights.computeIfPresent(table, (name, positions) -> adapted(positions, own.getOrDefault(name, positions)));
        }
        describe(lines);
    }

    /** Float {@code [1, K + N, D]}. */
    private Tensor adapted(Tensor table, Tensor own) {
        if (to.positions() == Positions.SINCOS) {
            return hasSameTokens() ? table : own; // already computed by the new model
        }
        int has = from.encoder().classTokens();
        int wanted = to.encoder().classTokens();
        PatchGrid grid = to.grid();
        Tensor resized = resized(table.to(ScalarType.Float), has); // [1, has + N, D]
        return torch.cat(
                new TensorVector(Adaptation.firstOf(resized, has, own, wanted), resized.narrow(1, has, grid.patches())),
                1);
    }

    /** The table for the grid of the plan, float {@code [1, classTokens + N, D]}. */
    private Tensor resized(Tensor table, int classTokens) {
        PatchGrid before = from.grid();
        PatchGrid after = to.grid();
        if (hasSameGrid()) {
            return table;
        }
        return from.positions() == Positions.SINCOS
                ? PositionEmbedding.sincos(classTokens, after.rows(), after.columns(), Math.toIntExact(table.size(2)))
                : PositionEmbedding.resized(
                        table,
                        classTokens,
                        before.rows(),
                        before.columns(),
                        after.rows(),
                        after.columns(),
                        to.positionResize());
    }

    private void describe(List<String> lines) {
        String grids = from.grid().rows() + " x " + from.grid().columns() + " to "
                + to.grid().rows() + " x " + to.grid().columns() + " patches";
        if (from.encoder().options().positions().rotates()) {
            if (!hasSameGrid()) {
                lines.add("positions: rotary, the same for any grid; from " + grids);
            }
            return;
        }
        if (from.positions() == Positions.SINCOS && to.positions() == Positions.LEARNED) {
            lines.add("positions: fixed (sincos) in the file, learned in the plan; initialised with the same values");
        }
        if (!hasSameGrid()) {
            lines.add(
                    from.positions() == Positions.SINCOS
                            ? "positions: recomputed, from " + grids
                            : "positions: interpolated from " + grids);
        }
    }

    private boolean hasSameGrid() {
        return from.grid().rows() == to.grid().rows()
                && from.grid().columns() == to.grid().columns();
    }

    private boolean hasSameTokens() {
        return hasSameGrid() && from.encoder().classTokens() == to.encoder().classTokens();
    }
}
