package dev.pixio.onnx.export;

import java.io.IOException;
import java.io.Serial;

/** An export failed. The message is one line with the reason; no file was created or replaced. */
public final class ExportException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    public ExportException(String message) {
        super(message);
    }
}
