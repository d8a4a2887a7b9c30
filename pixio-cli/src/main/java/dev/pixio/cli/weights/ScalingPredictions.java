package dev.pixio.cli.weights;

import dev.pixio.cli.console.Console;
import dev.pixio.monitor.NumberText;
import dev.pixio.train.group.ScalingModel;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the training of models is predicted to scale.
 *
 * @param models and the time of a step of one process
 * @param gbits rates of links, in Gbit/s
 * @param processes numbers of them
 * @param latency of a message, in seconds
 * @param images of each process in a step; 0 if the time of a step is given
 * @param flops what one process computes in a second, if the time of a step is not given
 */
record ScalingPredictions(
        List<Model> models, List<Double> gbits, List<Integer> processes, double latency, int images, double flops) {

    /**
     * A model.
     *
     * @param stepSeconds of one process
     */
    record Model(String name, ScalingModel scaling, double stepSeconds) {}

    private ScalingModel.Step step(Model model, double rate, int number) {
        return model.scaling.predict(number, model.stepSeconds, new ScalingModel.Link(rate * 1e9, latency));
    }

    void printTable(PrintWriter out) {
        out.println(
                "Images per second of each of N processes, as a percentage of those of one process alone; 100 % is linear");
        out.println("scaling. Gradients are fp32, summed along a ring while the backward pass goes on. A message takes "
                + NumberText.number(latency * 1e6) + " us.");
        out.println(
                images == 0
                        ? "The time of a step of one process is given."
                        : "The time of a step is that of " + images + " images at " + NumberText.number(flops / 1e12)
                                + " TFLOP/s: --step-seconds replaces it by a measured one.");
        out.println();
        StringBuilder head = new StringBuilder(
                String.format(Locale.ROOT, "%-8s %9s %7s %7s %11s", "name", "gradients", "buckets", "step", "link"));
        processes.forEach(number -> head.append(String.format(Locale.ROOT, " %5s", "N=" + number)));
        out.println(Console.bold(head.toString()));
        for (Model model : models) {
            String start = String.format(
                    Locale.ROOT,
                    "%-8s %9s %7d %5s s",
                    model.name,
                    NumberText.bytes((double) model.scaling.gradientBytes()),
                    model.scaling.buckets(),
                    NumberText.number(model.stepSeconds));
            for (double rate : gbits) {
                StringBuilder row = new StringBuilder(start);
                row.append(String.format(Locale.ROOT, " %4s Gbit/s", NumberText.number(rate)));
                for (int number : processes) {
                    row.append(String.format(
                            Locale.ROOT,
                            " %5.1f",
                            100 * step(model, rate, number).efficiency()));
                }
                out.println(row);
                start = " ".repeat(start.length());
            }
        }
    }

    void printJson(PrintWriter out) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("latencySeconds", latency);
        if (images > 0) {
            root.put("imagesPerProcess", images).put("flopsPerSecond", flops);
        }
        ArrayNode list = root.putArray("models");
        for (Model model : models) {
            ObjectNode node = list.addObject()
                    .put("name", model.name)
                    .put("gradientBytes", model.scaling.gradientBytes())
                    .put("buckets", model.scaling.buckets())
                    .put("stepSeconds", model.stepSeconds);
            ArrayNode predictions = node.putArray("predictions");
            for (double rate : gbits) {
                for (int number : processes) {
                    ScalingModel.Step step = step(model, rate, number);
                    predictions
                            .addObject()
                            .put("gbits", rate)
                            .put("processes", number)
                            .put("seconds", step.seconds())
                            .put("sumSeconds", step.sumSeconds())
                            .put("exposedSeconds", step.exposedSeconds())
                            .put("efficiency", step.efficiency());
                }
            }
        }
        out.println(root);
    }
}
