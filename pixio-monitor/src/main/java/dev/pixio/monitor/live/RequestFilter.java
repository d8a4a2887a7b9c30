package dev.pixio.monitor.live;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rejects requests that are not for this page, and sets the security headers of responses. */
final class RequestFilter {

    /**
     * Loopback host names. They protect against DNS rebinding: a page of {@code evil.example} whose name resolves to
     * 127.0.0.1 still sends {@code Host: evil.example}. Any port is accepted, because a tunnel (ssh -L) may use another one.
     */
    private static final Pattern THIS_MACHINE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    /** Content from this server only: no other servers, no inline scripts or styles, no embedding in a frame. */
    private static final String POLICY =
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

    private RequestFilter() {}

    /** The error response to a rejected request; empty if the request is accepted. */
    static Optional<HttpReply> refuse(String method, Headers request) {
        List<String> hosts = request.getOrDefault("Host", List.of());
        if (hosts.size() != 1
                || !THIS_MACHINE.matcher(hosts.get(0).toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(HttpReply.refusal(
                    403, "this page is only served to browsers that address it as localhost or 127.0.0.1"));
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Optional.of(HttpReply.refusal(405, "this page is read-only").withHeader("Allow", "GET, HEAD"));
        }
        return Optional.empty();
    }

    /** Sets the headers of every response. */
    static void protect(Headers response) {
        response.set("Content-Security-Policy", POLICY);
        response.set("X-Content-Type-Options", "nosniff");
        response.set("Cross-Origin-Resource-Policy", "same-origin");
        response.set("Referrer-Policy", "no-referrer");
        response.set("Cache-Control", "no-store");
    }
}
