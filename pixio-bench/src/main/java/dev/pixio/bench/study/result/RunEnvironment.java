package dev.pixio.bench.study.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a run was trained.
 *
 * @param processor name of the processor
 * @param processors number of its cores that the process saw
 * @param threads of libtorch
 * @param device on which the model was
 * @param precision of the training
 * @param versions of Java and libtorch
 * @param commit of the source, with {@code + changes} if files differed from it; {@code unknown} without git
 */
public record RunEnvironment(
        String processor,
        int processors,
        int threads,
        String device,
        String precision,
        String versions,
        String commit) {

    /** The environment of the last start in an {@code environment.json}; parts that it does not have are empty. */
    public static RunEnvironment of(Path file, String commit) throws IOException {
        try {
            JsonNode starts =
                    JsonMapper.shared().readTree(Files.readAllBytes(file)).path("starts");
            JsonNode start = starts.path(starts.size() - 1);
            JsonNode machine = start.path("machine");
            JsonNode software = start.path("software");
            return new RunEnvironment(
                    machine.path("processor").asString(""),
                    machine.path("processors").asInt(0),
                    machine.path("threads").asInt(0),
                    start.path("run").path("device").asString(""),
                    start.path("run").path("precision").asString(""),
                    "Pixio " + software.path("Pixio").asString("") + ", Java "
                            + software.path("Java").asString("") + ", libtorch "
                            + software.path("libtorch").asString(""),
                    commit);
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged", e);
        }
    }
}
