package dev.pixio.cli.channel;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The file of {@code pixio data stats}: statistics of channels, and how the samples were scaled before. */
public final class StatisticsFile {

    private static final long LARGEST = 10_000_000;

    private StatisticsFile() {}

    /** Adds how samples were scaled. */
    public static void put(ObjectNode json, ImageInput input) {
        json.put("channels", input.channels());
        json.put("scale", input.scaling().toString());
        json.put("pages", input.pages().toString());
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException in one line: it cannot be read, or is no such file
     */
    public static ImageInput read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException("it is too large");
            }
            return of(JsonMapper.shared().readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + FailureReason.of(e), e);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + " is no file of 'pixio data stats'"
                            + (e instanceof JacksonException ? ": it is not JSON" : ": " + e.getMessage()),
                    e);
        }
    }

    private static ImageInput of(JsonNode json) {
        List<Double> mean = numbers(json, "mean");
        // Earlier versions measured photographs, and did not say so.
        int channels = json.path("channels").asInt(mean.size());
        Scaling scaling = Scaling.parse(json.path("scale").asString(Scaling.RGB8.toString()));
        Pages pages = Pages.of(json.path("pages").asString(Pages.FIRST.toString()));
        return ImageInput.of(channels, scaling, pages).withStatistics(mean, numbers(json, "deviation"));
    }

    private static List<Double> numbers(JsonNode json, String name) {
        List<Double> numbers = new ArrayList<>();
        json.path(name).forEach(number -> numbers.add(number.asDouble()));
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("it has no '" + name + "'");
        }
        return numbers;
    }
}
