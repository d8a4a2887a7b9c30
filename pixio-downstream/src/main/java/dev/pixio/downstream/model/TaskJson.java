package dev.pixio.downstream.model;

import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.task.Classification;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.downstream.task.Task;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.embed.Pooling;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.weights.ModelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The description of a task model as JSON in its file. */
public final class TaskJson {

    private static final int VERSION = 1;

    private TaskJson() {}

    static String write(TaskSpec spec) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("version", VERSION);
        Task task = spec.task();
        json.put("task", task.id());
        if (task instanceof Classification classification) {
            addTexts(json, "classes", classification.classes());
        } else if (task instanceof Segmentation segmentation) {
            addTexts(json, "classes", segmentation.classes());
        } else if (task instanceof DepthEstimation depth) {
            json.putObject("depth_metres")
                    .put("min", depth.range().min())
                    .put("max", depth.range().max());
        }
        if (!spec.palette().isEmpty()) {
            addTexts(
                    json,
                    "palette",
                    spec.palette().stream()
                            .map(colour -> String.format(Locale.ROOT, "#%06x", colour))
                            .toList());
        }
        write(spec.head(), json.putObject("head"));
        write(spec.input(), json.putObject("input"));
        ObjectNode normalize = json.putObject("normalize");
        addNumbers(normalize, "mean", spec.normalize().mean());
        addNumbers(normalize, "deviation", spec.normalize().deviation());
        return json.toString();
    }

    private static void write(HeadSpec head, ObjectNode json) {
        json.put("kind", head.id());
        if (head instanceof HeadSpec.Pooled pooled) {
            json.put("pooling", pooled.pooling().toString());
        } else if (head instanceof HeadSpec.Dense dense && dense.kind() == HeadKind.DPT) {
            ArrayNode projections = json.putArray("projections");
            dense.dpt().projections().forEach(projections::add);
            json.put("fusion", dense.dpt().fusion());
        }
    }

    /**
     * Writes how an image becomes the input: {@code window} and {@code stride}, or {@code height}, {@code width}, {@code fit} and
     * {@code margin}.
     */
    public static void write(TaskInput input, ObjectNode json) {
        if (input instanceof TaskInput.Windows windows) {
            write("window", windows.window().size(), json);
            write("stride", windows.window().stride(), json);
        } else if (input instanceof TaskInput.Frame frame) {
            json.put("height", frame.height());
            json.put("width", frame.width());
            json.put("fit", frame.framing().fit().name().toLowerCase(Locale.ROOT));
            json.put("margin", frame.framing().margin());
        }
    }

    /** A number for a square, otherwise height and width. */
    private static void write(String name, ImageSize size, ObjectNode json) {
        if (size.isSquare()) {
            json.put(name, size.height());
        } else {
            json.putArray(name).add(size.height()).add(size.width());
        }
    }

    private static void addTexts(ObjectNode json, String name, List<String> texts) {
        ArrayNode array = json.putArray(name);
        texts.forEach(array::add);
    }

    private static void addNumbers(ObjectNode json, String name, List<Double> numbers) {
        ArrayNode array = json.putArray(name);
        numbers.forEach(array::add);
    }

    /**
     * Reads a description.
     *
     * @param input the text of the images' input, beside the description; empty for photographs
     * @throws IllegalArgumentException in one line: it is no such description, is of a later version, or contradicts the input
     */
    static TaskSpec read(String text, Optional<String> input) {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("its description of the task is not JSON", e);
        }
        if (integer(json, "version") != VERSION) {
            throw new IllegalArgumentException("its description of the task has the version " + integer(json, "version")
                    + ", and this Pixio reads " + VERSION + ": use a newer Pixio");
        }
        List<Integer> palette = new ArrayList<>();
        if (json.has("palette")) {
            for (String colour : texts(json, "palette")) {
                if (!colour.matches("#[0-9a-f]{6}")) {
                    throw invalid("palette");
                }
                palette.add(Integer.parseInt(colour.substring(1), 16));
            }
        }
        JsonNode normalize = json.path("normalize");
        return new TaskSpec(
                task(json),
                head(json.path("head")),
                input(json.path("input")),
                images(input, numbers(normalize, "mean"), numbers(normalize, "deviation")),
                palette);
    }

    private static ImageInput images(Optional<String> text, List<Double> mean, List<Double> deviation) {
        if (text.isEmpty()) {
            return ImageInput.RGB.withStatistics(mean, deviation);
        }
        ImageInput images = ImageInput.parse(text.get());
        if (!images.mean().equals(mean) || !images.deviation().equals(deviation)) {
            throw new IllegalArgumentException(
                    "its description of the task has another mean or deviation than '" + ModelFile.INPUT + "'");
        }
        return images;
    }

    private static Task task(JsonNode json) {
        String task = text(json, "task");
        return switch (task) {
            case "classification" -> new Classification(texts(json, "classes"));
            case "segmentation" -> new Segmentation(texts(json, "classes"));
            case "depth" ->
                new DepthEstimation(new DepthRange(
                        number(json.path("depth_metres"), "min"), number(json.path("depth_metres"), "max")));
            default ->
                throw new IllegalArgumentException(
                        "its task is '" + task + "', not classification, segmentation or depth");
        };
    }

    private static HeadSpec head(JsonNode json) {
        String kind = text(json, "kind");
        if (kind.equals(HeadSpec.Pooled.ID)) {
            return new HeadSpec.Pooled(Pooling.named(text(json, "pooling")));
        }
        HeadKind named = HeadKind.named(kind);
        if (named == HeadKind.LINEAR) {
            return new HeadSpec.Dense(named, DptShape.PUBLISHED);
        }
        List<Integer> projections = new ArrayList<>();
        for (JsonNode width : array(json, "projections")) {
            if (!width.isInt()) {
                throw invalid("projections");
            }
            projections.add(width.asInt());
        }
        return new HeadSpec.Dense(named, new DptShape(projections, integer(json, "fusion")));
    }

    private static TaskInput input(JsonNode json) {
        if (json.has("window")) {
            return new TaskInput.Windows(new SlidingWindow(size(json, "window"), size(json, "stride")));
        }
        String fit = text(json, "fit");
        if (!fit.equals("crop") && !fit.equals("letterbox")) {
            throw invalid("fit");
        }
        return new TaskInput.Frame(new Framing(
                Framing.Fit.valueOf(fit.toUpperCase(Locale.ROOT)),
                integer(json, "height"),
                integer(json, "width"),
                number(json, "margin")));
    }

    private static IllegalArgumentException invalid(String name) {
        return new IllegalArgumentException("its description of the task has no valid '" + name + "'");
    }

    private static ImageSize size(JsonNode json, String name) {
        JsonNode sides = json.path(name);
        if (!sides.isArray()) {
            return ImageSize.square(integer(json, name));
        }
        if (sides.size() != 2 || !sides.path(0).isInt() || !sides.path(1).isInt()) {
            throw invalid(name);
        }
        return new ImageSize(sides.path(0).asInt(), sides.path(1).asInt());
    }

    private static int integer(JsonNode json, String name) {
        if (!json.path(name).isInt()) {
            throw invalid(name);
        }
        return json.path(name).asInt();
    }

    private static double number(JsonNode json, String name) {
        if (!json.path(name).isNumber()) {
            throw invalid(name);
        }
        return json.path(name).asDouble();
    }

    private static String text(JsonNode json, String name) {
        if (!json.path(name).isString()) {
            throw invalid(name);
        }
        return json.path(name).asString();
    }

    private static JsonNode array(JsonNode json, String name) {
        if (!json.path(name).isArray()) {
            throw invalid(name);
        }
        return json.path(name);
    }

    private static List<String> texts(JsonNode json, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : array(json, name)) {
            if (!each.isString()) {
                throw invalid(name);
            }
            texts.add(each.asString());
        }
        return texts;
    }

    private static List<Double> numbers(JsonNode json, String name) {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode each : array(json, name)) {
            if (!each.isNumber() || !Double.isFinite(each.asDouble())) {
                throw invalid(name);
            }
            numbers.add(each.asDouble());
        }
        return numbers;
    }
}
