package dev.pixio.monitor.report.html;

import dev.pixio.io.Sha256;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** Embeds JSON and scripts in HTML. */
public final class ScriptData {

    private ScriptData() {}

    /** JSON without characters that could end the HTML element, or a line in older versions of JavaScript. */
    public static String json(JsonNode data) {
        return data.toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /** The source expression of a content security policy that permits a script. */
    public static String hash(String script) {
        return "'sha256-"
                + Base64.getEncoder().encodeToString(new Sha256().add(script).bytes()) + "'";
    }
}
