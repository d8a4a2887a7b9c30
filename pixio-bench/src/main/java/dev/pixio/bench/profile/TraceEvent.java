package dev.pixio.bench.profile;

import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * An event of a trace: an operator, a stage, a kernel, a copy.
 *
 * @param category {@code cpu_op}, {@code user_annotation}, {@code kernel}, {@code gpu_memcpy}, {@code gpu_memset} or another
 * @param name of the operator or kernel
 * @param thread in which it ran; of a kernel, the stream
 * @param start in microseconds
 * @param end in microseconds
 * @param operator the number of the operator, of a kernel that of the operator which started it
 */
record TraceEvent(String category, String name, String thread, double start, double end, OptionalLong operator) {

    static TraceEvent of(JsonNode event) {
        double start = event.path("ts").asDouble();
        JsonNode number = event.path("args").path("External id");
        return new TraceEvent(
                event.path("cat").asString(),
                event.path("name").asString(),
                event.path("tid").asString(),
                start,
                start + event.path("dur").asDouble(),
                number.isNumber() ? OptionalLong.of(number.asLong()) : OptionalLong.empty());
    }

    boolean isOperator() {
        return category.equals("cpu_op");
    }

    boolean isStage() {
        return category.equals("user_annotation");
    }

    boolean isOnDevice() {
        return category.equals("kernel") || category.startsWith("gpu_mem");
    }
}
