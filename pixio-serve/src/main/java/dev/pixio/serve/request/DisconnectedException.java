package dev.pixio.serve.request;

import java.io.IOException;
import java.io.Serial;

/** The body of a request does not arrive: its client has gone, or sends too slowly. */
final class DisconnectedException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    DisconnectedException(IOException cause) {
        super("the client has gone", cause);
    }
}
