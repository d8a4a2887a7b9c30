package dev.pixio.onnx.runtime;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Translates error messages of ONNX Runtime to ones that a user can act on. */
final class OrtMessages {

    private record Known(Pattern pattern, String replacement) {}

    private static final List<Known> KNOWN = List.of(
            new Known(
                    Pattern.compile("External data path does not exist: \"?([^\"]+)\"?"),
                    "its weights are missing: there is no file $1, which must be in the same folder"),
            new Known(
                    Pattern.compile("External initializer: .* out of bounds or can not be read in full"),
                    "the file of its weights is too short: it is truncated or belongs to another model"),
            new Known(
                    Pattern.compile("Protobuf parsing failed|ModelProto does not have a graph"),
                    "it is not an ONNX model, or it is damaged"));

    /** Other messages are truncated to this length. */
    private static final int MAX_LENGTH = 200;

    private OrtMessages() {}

    static String inOneLine(OrtException e) {
        // "Error code - ORT_FAIL - message: Exception during initialization: /its/source.cc:123 a_function reason"
        String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
        for (Known known : KNOWN) {
            Matcher matcher = known.pattern().matcher(message);
            if (matcher.find()) {
                return known.pattern().matcher(matcher.group()).replaceFirst(known.replacement());
            }
        }
        String text = message.replaceFirst("^Error code - \\w+ - message: ?", "")
                .replaceFirst("^Exception during initialization: ?", "");
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }
}
