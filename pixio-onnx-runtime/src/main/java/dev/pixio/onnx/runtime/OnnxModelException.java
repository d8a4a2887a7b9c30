package dev.pixio.onnx.runtime;

import java.io.IOException;
import java.io.Serial;

/** A model that cannot be used. The message says in one line which, and why. */
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
