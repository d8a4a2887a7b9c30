package dev.pixio.serve.request;

import com.sun.net.httpserver.HttpExchange;
import dev.pixio.http.HttpReply;
import dev.pixio.http.RequestFilter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a server listens, and who may use it.
 *
 * @param host name or address of this machine; {@code 0.0.0.0} for all of its addresses
 * @param port 0 for any free port
 * @param token that requests must have; empty only on {@code localhost}, {@code 127.0.0.1} and {@code ::1}
 */
public record ServerAccess(String host, int port, Optional<AccessToken> token) {

    /** The loopback address. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", LOOPBACK, "::1", "[::1]");

    /** @throws IllegalArgumentException if there is no such port, or the host needs a token and there is none */
    public ServerAccess {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port must be from 0 to 65535, not " + port);
        }
        if (token.isEmpty() && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "only localhost, 127.0.0.1 and ::1 are served without a token: requests to " + host + " need one");
        }
    }

    /** The loopback address, for all programs of this machine. */
    public static ServerAccess loopback(int port) {
        return new ServerAccess(LOOPBACK, port, Optional.empty());
    }

    /**
     * Whether only programs on this machine reach a host, by a name that {@link RequestFilter#forLoopback} accepts. Other names and
     * addresses of this machine, such as 127.0.0.2, are not accepted without a token.
     */
    public static boolean isLoopback(String host) {
        try {
            return LOOPBACK_NAMES.contains(host.toLowerCase(Locale.ROOT))
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Refuses a request for another host, of another site's page, or without the token. */
    void require(HttpExchange exchange, Optional<Endpoint> endpoint) throws RequestException {
        boolean isPublic = endpoint.isPresent() && endpoint.get().access().equals(Endpoint.Access.PUBLIC);
        RequestFilter filter = token.isPresent() ? RequestFilter.forAnyHost() : RequestFilter.forLoopback();
        Optional<HttpReply> refusal = filter.refuse(exchange.getRequestMethod(), exchange.getRequestHeaders());
        if (refusal.isPresent()) {
            throw new RequestException(
                    refusal.get().status(), new String(refusal.get().content(), StandardCharsets.UTF_8).strip());
        }
        if (token.isPresent() && !isPublic && !token.get().isIn(exchange.getRequestHeaders())) {
            throw RequestException.withHeader(
                    401,
                    "this server needs its token: send the header 'Authorization: Bearer TOKEN'",
                    "WWW-Authenticate",
                    "Bearer");
        }
    }
}
