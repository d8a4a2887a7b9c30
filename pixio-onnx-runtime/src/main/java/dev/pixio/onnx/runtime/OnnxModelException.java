package dev.pixio.onnx.runtime;

import java.io.IOException;
import java.io.Serial;

/** A model cannot be used. The message is one line with the file and the reason. */
public final class OnnxModelException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    public OnnxModelException(String message) {
        super(message);
    }

    public OnnxModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
