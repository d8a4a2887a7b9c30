package dev.pixio.serve.request;

import dev.pixio.http.HttpReply;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Responses of one JSON object in one line. */
public final class JsonReply {

    private JsonReply() {}

    /** A new object. */
    public static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    /** A response of status 200. */
    public static HttpReply of(ObjectNode object) {
        return of(200, object);
    }

    /** A response of any status. */
    public static HttpReply of(int status, ObjectNode object) {
        byte[] line = (object + "\n").getBytes(StandardCharsets.UTF_8);
        return new HttpReply(status, HttpReply.JSON, line, Map.of());
    }

    /** An error. */
    public static HttpReply error(int status, String message) {
        return of(status, object().put("error", message));
    }
}
