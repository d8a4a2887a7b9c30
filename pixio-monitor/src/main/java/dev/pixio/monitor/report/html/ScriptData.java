package dev.pixio.monitor.report.html;

import dev.pixio.io.Sha256;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** JSON and scripts inside of HTML, where the characters of one language mean something in the other. */
public final class ScriptData {

    private ScriptData() {}

    /** JSON that no HTML parser takes for the end of its element, and no old one of JavaScript for the end of a line. */
    public static String json(JsonNode data) {
        return data.toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /** What a content security policy calls a script that it lets run. */
    public static String hash(String script) {
        return "'sha256-"
                + Base64.getEncoder().encodeToString(new Sha256().add(script).bytes()) + "'";
    }
}
