package dev.pixio.data.remote;

import java.io.IOException;
import java.io.Serial;

/** A file on a server cannot be read, or not any more; the message has its address. Nothing is said about its content. */
public final class RemoteException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    RemoteException(String message, Throwable cause) {
        super(message, cause);
    }
}
