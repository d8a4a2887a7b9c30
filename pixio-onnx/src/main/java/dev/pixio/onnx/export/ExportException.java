package dev.pixio.onnx.export;

import java.io.IOException;
import java.io.Serial;

/** An export that did not take place. The message says in one line why; nothing was left behind or replaced. */
public final class ExportException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    public ExportException(String message) {
        super(message);
    }
}
