package dev.pixio.downstream.evaluate;

import dev.pixio.embed.FeatureChoice;
import dev.pixio.eval.report.ReportRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The results of one encoder: of a head for each seed. In JSON, a row has {@code mean} and {@code spread} (half of the range over the
 * seeds) of each measure, {@code iouByClass} (means over the seeds) for segmentation, and {@code seeds}.
 *
 * @param name of the encoder
 * @param choice pooling, block and norm of the last block that the head reads
 * @param blocks the blocks that it reads, from 1
 * @param dimension channels of the maps of a block
 * @param seeds at least one
 * @param embedded images whose tokens were computed once
 * @param seconds of computing them
 */
public record HeadRow(
        String name,
        Optional<FeatureChoice> choice,
        List<Integer> blocks,
        long dimension,
        List<SeedResult> seeds,
        long embedded,
        double seconds)
        implements ReportRow {

    public HeadRow {
        blocks = List.copyOf(blocks);
        seeds = List.copyOf(seeds);
    }

    /** Mean of a measure over the seeds. */
    public double mean(String measure) {
        return values(measure).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    /** Half of the range of a measure over the seeds; 0 for one seed. */
    public double spread(String measure) {
        List<Double> values = values(measure);
        double low = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double high = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return (high - low) / 2;
    }

    private List<Double> values(String measure) {
        List<Double> values = new ArrayList<>();
        for (SeedResult seed : seeds) {
            Double value = seed.measures().get(measure);
            if (value == null) {
                throw new IllegalArgumentException("there is no measure " + measure + " among "
                        + seed.measures().keySet());
            }
            values.add(value);
        }
        return values;
    }

    /** Mean intersection over union of each class over the seeds in which it occurs; empty for depth. */
    public Map<String, Double> iouByClass() {
        Map<String, Double> means = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        seeds.forEach(seed -> names.addAll(seed.iouByClass().keySet()));
        for (String name : names) {
            seeds.stream()
                    .filter(seed -> seed.iouByClass().containsKey(name))
                    .mapToDouble(seed -> seed.iouByClass().get(name))
                    .average()
                    .ifPresent(mean -> means.put(name, mean));
        }
        return means;
    }

    @Override
    public void addResults(ObjectNode row) {
        ArrayNode read = row.putArray("blocks");
        blocks.forEach(read::add);
        ObjectNode means = row.putObject("mean");
        ObjectNode spreads = row.putObject("spread");
        for (String measure : seeds.get(0).measures().keySet()) {
            means.put(measure, mean(measure));
            spreads.put(measure, spread(measure));
        }
        if (!iouByClass().isEmpty()) {
            ObjectNode classes = row.putObject("iouByClass");
            iouByClass().forEach(classes::put);
        }
        ArrayNode each = row.putArray("seeds");
        for (SeedResult seed : seeds) {
            ObjectNode node = each.addObject();
            node.put("seed", seed.seed());
            seed.measures().forEach(node::put);
            seed.loss().ifPresent(loss -> node.put("loss", loss));
            node.put("trainingSeconds", seed.seconds());
        }
    }
}
