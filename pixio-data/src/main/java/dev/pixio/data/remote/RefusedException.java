package dev.pixio.data.remote;

import java.io.IOException;
import java.io.Serial;

/** The server refuses a file; asking again does not help. */
final class RefusedException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    RefusedException(int code) {
        super(code == 404 || code == 410 ? "the server has no such file (" + code + ")" : "the server answers " + code);
    }

    RefusedException(String reason) {
        super(reason);
    }
}
