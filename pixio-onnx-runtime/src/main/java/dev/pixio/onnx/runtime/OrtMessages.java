package dev.pixio.onnx.runtime;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What ONNX Runtime says, as something that a user can act on. */
final class OrtMessages {

    private record Known(Pattern said, String meant) {}

    private static final List<Known> KNOWN = List.of(
            new Known(
                    Pattern.compile("External data path does not exist: \"?([^\"]+)\"?"),
                    "its weights are missing: there is no file $1, which has to lie beside it"),
            new Known(
                    Pattern.compile("External initializer: .* out of bounds or can not be read in full"),
                    "the file of its weights is too short: it was cut off, or is of another model"),
            new Known(
                    Pattern.compile("Protobuf parsing failed|ModelProto does not have a graph"),
                    "it is no ONNX model, or a damaged one"));

    /** Of what is not known, so much is enough to look it up. */
    private static final int LONGEST = 200;

    private OrtMessages() {}

    static String inOneLine(OrtException e) {
        // "Error code - ORT_FAIL - message: Exception during initialization: /its/source.cc:123 a_function reason"
        String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
        for (Known known : KNOWN) {
            Matcher matcher = known.said().matcher(message);
            if (matcher.find()) {
                return known.said().matcher(matcher.group()).replaceFirst(known.meant());
            }
        }
        String bare = message.replaceFirst("^Error code - \\w+ - message: ?", "")
                .replaceFirst("^Exception during initialization: ?", "");
        return bare.length() <= LONGEST ? bare : bare.substring(0, LONGEST) + "...";
    }
}
