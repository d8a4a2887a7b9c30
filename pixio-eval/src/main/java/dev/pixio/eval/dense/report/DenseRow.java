package dev.pixio.eval.dense.report;

import dev.pixio.embed.FeatureChoice;
import dev.pixio.eval.report.ReportRow;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The results of one candidate by dense probes. In JSON, a row has {@code segmentation} ({@code miou}, {@code regionMiou}, {@code
 * accuracy}, {@code iouByClass}, {@code weightDecay}) and {@code depth} ({@code d1}, {@code rmseLog}, {@code penalty}), shares from 0
 * to 1, with intervals in {@code ...Interval95}.
 *
 * @param name of the candidate
 * @param choice pooling, block and norm; empty if the features are not from an encoder
 * @param dimension length of the features of a patch; 0 for guessing
 * @param segmentation the result of the segmentation probe
 * @param depth the result of the depth probe
 * @param embedded number of scenes whose features were computed
 * @param seconds duration of computing features
 */
public record DenseRow(
        String name,
        Optional<FeatureChoice> choice,
        long dimension,
        SegmentationResult segmentation,
        DepthResult depth,
        long embedded,
        double seconds)
        implements ReportRow {

    @Override
    public void addResults(ObjectNode row) {
        ObjectNode masks = row.putObject("segmentation");
        put(masks, "miou", segmentation.meanIou());
        put(masks, "regionMiou", segmentation.regionIou());
        put(masks, "accuracy", segmentation.accuracy());
        ObjectNode classes = masks.putObject("iouByClass");
        segmentation.iouByClass().forEach(classes::put);
        masks.put("weightDecay", segmentation.weightDecay());
        ObjectNode depths = row.putObject("depth");
        put(depths, "d1", depth.d1());
        put(depths, "rmseLog", depth.logError());
        depths.put("penalty", depth.penalty());
    }

    private static void put(ObjectNode node, String name, Estimate estimate) {
        node.put(name, estimate.value());
        node.putArray(name + "Interval95").add(estimate.low()).add(estimate.high());
    }
}
