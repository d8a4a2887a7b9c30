package dev.pixio.train.listener;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event as a JSON object: a line of {@code events.jsonl}, of {@code --json}, and a message to the live page. Earlier
 * versions wrote {@code pictures} and the kind {@code unreadable-picture}; both are read, too.
 */
public final class TrainingEventJson {

    private static final String EARLIER_UNREADABLE = "unreadable-picture";

    private TrainingEventJson() {}

    /** The JSON object of an event. */
    public static ObjectNode encode(RecordedEvent event) {
        ObjectNode object = JsonMapper.shared()
                .createObjectNode()
                .put("time", event.time())
                .put("step", event.step())
                .put("kind", event.kind())
                .put("message", event.message());
        ArrayNode images = object.putArray("images");
        event.images().forEach(images::add);
        return object;
    }

    /**
     * Reads one JSON object.
     *
     * @param bytes UTF-8
     * @param length number of bytes of the object
     * @param maxImages number of image names to read; a batch may have thousands
     * @throws JacksonException if it is not JSON
     * @throws IllegalArgumentException if it has no {@code kind}
     */
    public static RecordedEvent decode(byte[] bytes, int length, int maxImages) {
        JsonNode object = JsonMapper.shared().readTree(bytes, 0, length);
        if (!object.path("kind").isString()) {
            throw new IllegalArgumentException("not an event");
        }
        String kind = object.path("kind").asString();
        List<String> images = (object.has("images") ? object.path("images") : object.path("pictures"))
                .valueStream()
                .limit(maxImages)
                .map(name -> name.asString(""))
                .toList();
        return new RecordedEvent(
                object.path("time").asString(""),
                object.path("step").asLong(0),
                kind.equals(EARLIER_UNREADABLE) ? TrainingEvent.Kind.UNREADABLE_IMAGE.toString() : kind,
                object.path("message").asString(""),
                images);
    }
}
