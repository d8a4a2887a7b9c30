package dev.pixio.cli.serve;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.serve.request.AccessToken;
import dev.pixio.serve.request.ServerAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server listens, and its token. */
@OptionSection("Address")
final class ListenOptions {

    @Option(
            names = "--host",
            paramLabel = "NAME",
            order = 1,
            defaultValue = ServerAccess.LOOPBACK,
            description = "Address to listen on; 0.0.0.0 for all of this machine. With any but localhost, 127.0.0.1 and"
                    + " ::1, requests need a token (default: ${DEFAULT-VALUE}, this machine only).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            order = 2,
            defaultValue = "8080",
            description = "Port; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            order = 3,
            description = "File with the token that requests must send, 'Authorization: Bearer TOKEN' (default: none on"
                    + " this machine only, otherwise a new one, which is printed).")
    private @Nullable Path tokenFile;

    /**
     * The address, with a token if one is needed.
     *
     * @param out receives a token that was generated
     * @throws IOException if the file of the token cannot be read
     * @throws IllegalArgumentException if there is no such port
     */
    ServerAccess access(PrintWriter out) throws IOException {
        if (tokenFile != null) {
            return new ServerAccess(host, port, Optional.of(AccessToken.read(tokenFile)));
        }
        if (ServerAccess.isLoopback(host)) {
            return new ServerAccess(host, port, Optional.empty());
        }
        AccessToken token = AccessToken.generate();
        ServerAccess access = new ServerAccess(host, port, Optional.of(token));
        out.println("token: " + token.secret());
        return access;
    }
}
