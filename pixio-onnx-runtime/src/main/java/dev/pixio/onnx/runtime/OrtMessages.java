package dev.pixio.onnx.runtime;

import ai.onnxruntime.OrtException;

/** What ONNX Runtime says, shortened to what a user can do something about. */
final class OrtMessages {

    private OrtMessages() {}

    static String inOneLine(OrtException e) {
        String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
        // "Error code - ORT_FAIL - message: Exception during initialization: /its/source.cc:123 a_function reason"
        return message.replaceFirst("^Error code - \\w+ - message: ?", "")
                .replaceFirst("^Exception during initialization: ?", "")
                .replaceFirst("^\\S+\\.(cc|h):\\d+ .*?(?=External data|filesystem error)", "");
    }
}
