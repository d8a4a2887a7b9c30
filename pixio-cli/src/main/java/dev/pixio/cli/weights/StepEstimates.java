package dev.pixio.cli.weights;

import dev.pixio.cli.console.Console;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.ModelCost;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.StepCost;
import dev.pixio.model.config.StepCost.AttentionKind;
import dev.pixio.monitor.NumberText;
import dev.pixio.torch.Precision;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What training steps are estimated to cost.
 *
 * @param estimates two for each model: with activations that are kept, and that are recomputed
 * @param images in total
 * @param share of the rate of the device that a step reaches
 */
record StepEstimates(List<Estimate> estimates, double images, double share) {

    /** Where weights and moments are, and their copies for a checkpoint. */
    enum Place {
        CPU,
        GPU
    }

    /**
     * What computes.
     *
     * @param title its name
     * @param flops operations per second, of which a step reaches a share
     * @param bytes of memory; 0 if unknown
     */
    record Machine(
            String title, double flops, double bytes, Precision precision, AttentionKind attention, Place place) {

        /** Weights, gradients and moments are 16 bytes per parameter, copies of the weights in bf16 2. */
        private double bytesOfState(ModelCost cost) {
            return place == Place.CPU
                    ? cost.bytesOfState()
                    : cost.parameters() * (precision == Precision.BF16 ? 18.0 : 16.0);
        }
    }

    /**
     * A step of a model.
     *
     * @param microBatch images at once: the largest even part of the batch that fits the memory; 0 if none does
     * @param flops operations of a step
     * @param bytes of memory with this micro-batch, or with one of 1 if none fits
     * @param seconds of a step
     */
    record Estimate(
            String name,
            int batch,
            Machine machine,
            Activations activations,
            int microBatch,
            double flops,
            double bytes,
            double seconds) {

        static List<Estimate> of(String name, PixioConfig config, int batch, Machine machine, double share) {
            return Arrays.stream(Activations.values())
                    .map(activations -> of(name, config, batch, machine, share, activations))
                    .toList();
        }

        private static Estimate of(
                String name, PixioConfig config, int batch, Machine machine, double share, Activations activations) {
            ModelCost cost = ModelCost.of(config);
            double state = machine.bytesOfState(cost);
            double image = cost.bytesPerImage(machine.precision, activations);
            int fits = machine.bytes == 0 ? batch : (int) Math.max(0, Math.min(batch, (machine.bytes - state) / image));
            int parts = fits == 0 ? 0 : (batch + fits - 1) / fits;
            int microBatch = parts == 0 ? 0 : (batch + parts - 1) / parts;
            double flops =
                    batch * StepCost.of(config, activations, machine.attention).total();
            return new Estimate(
                    name,
                    batch,
                    machine,
                    activations,
                    microBatch,
                    flops,
                    state + Math.max(1, microBatch) * image,
                    flops / (machine.flops * share));
        }

        double imagesPerSecond() {
            return batch / seconds;
        }
    }

    private double hours(Estimate estimate) {
        return images / estimate.imagesPerSecond() / 3600;
    }

    void print(PrintWriter out) {
        Machine machine = estimates.get(0).machine;
        String rate = machine.place == Place.GPU
                ? "Training on one " + machine.title + " in bf16, at " + NumberText.number(100 * share) + " % of "
                        + NumberText.number(machine.flops / 1e12)
                        + " TFLOP/s, its maker's figure. The share is an assumption, as"
                        + " nothing was measured on a GPU."
                : "Training on this processor in the faster precision, at " + NumberText.number(100 * share)
                        + " % of the rate of the blocks of each model, timed here.";
        out.println(rate);
        out.println(
                "Operations are those that a step executes. Memory is that of weights, gradients and moments, and of activations as"
                        + " measured on a CPU,");
        out.println(
                "for a micro-batch that fits " + (machine.bytes == 0 ? "the memory" : NumberText.bytes(machine.bytes))
                        + ". Hours are those of " + String.format(Locale.ROOT, "%,.0f", images) + " images.");
        out.println();
        out.println(Console.bold(String.format(
                Locale.ROOT,
                "%-8s %6s %-11s %-9s %11s %11s %10s %10s %9s %9s",
                "name",
                "batch",
                "activations",
                "precision",
                "GFLOP/image",
                "TFLOP/step",
                "micro-batch",
                "memory",
                "images/s",
                "hours")));
        estimates.forEach(estimate -> out.println(row(estimate)));
    }

    private String row(Estimate estimate) {
        return String.format(
                Locale.ROOT,
                "%-8s %6d %-11s %-9s %11.2f %11.2f %11s %10s %9s %9s",
                estimate.name,
                estimate.batch,
                estimate.activations.name().toLowerCase(Locale.ROOT),
                estimate.machine.precision,
                estimate.flops / estimate.batch / 1e9,
                estimate.flops / 1e12,
                estimate.microBatch == 0 ? "none fits" : Integer.toString(estimate.microBatch),
                NumberText.bytes(estimate.bytes),
                NumberText.number(estimate.imagesPerSecond()),
                NumberText.number(hours(estimate)));
    }

    void printJson(PrintWriter out) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("images", images).put("share", share);
        ArrayNode list = root.putArray("estimates");
        for (Estimate estimate : estimates) {
            list.addObject()
                    .put("name", estimate.name)
                    .put("device", estimate.machine.title)
                    .put("flopsPerSecond", estimate.machine.flops)
                    .put("precision", estimate.machine.precision.toString())
                    .put("batchSize", estimate.batch)
                    .put("activations", estimate.activations.name().toLowerCase(Locale.ROOT))
                    .put("microBatch", estimate.microBatch)
                    .put("flops", estimate.flops)
                    .put("bytes", estimate.bytes)
                    .put("seconds", estimate.seconds)
                    .put("imagesPerSecond", estimate.imagesPerSecond())
                    .put("hours", hours(estimate));
        }
        out.println(root);
    }
}
