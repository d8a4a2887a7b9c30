package dev.pixio.serve.request;

import com.sun.net.httpserver.HttpExchange;
import dev.pixio.http.HttpReply;
import dev.pixio.http.RequestFilter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a server listens, and who may use it.
 *
 * @param host name or address of this machine; {@code 0.0.0.0} for all of its addresses
 * @param port 0 for any free port
 * @param token that requests must have; empty only on the loopback address
 */
public record ServerAccess(String host, int port, Optional<AccessToken> token) {

    /** The loopback address. */
    public static final String LOOPBACK = "127.0.0.1";

    /** @throws IllegalArgumentException if there is no such port, or other machines could use the server without a token */
    public ServerAccess {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port must be from 0 to 65535, not " + port);
        }
        if (token.isEmpty() && !isLoopback(host)) {
            throw new IllegalArgumentException("other machines reach " + host + ", so requests must have a token");
        }
    }

    /** The loopback address, for all programs of this machine. */
    public static ServerAccess loopback(int port) {
        return new ServerAccess(LOOPBACK, port, Optional.empty());
    }

    /** Whether only programs on this machine reach a host. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
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
