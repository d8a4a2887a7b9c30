package dev.pixio.monitor.live;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides what is answered at all, and what a browser may do with the answer. */
final class RequestFilter {

    /**
     * Names that mean this machine to a browser and cannot be given to an attacker's page: a page of {@code evil.example}
     * whose name is rebound to 127.0.0.1 still says {@code evil.example} here. The port is free, because a tunnel (ssh -L)
     * may lead here from another one and proves as much.
     */
    private static final Pattern THIS_MACHINE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    /** Nothing but what this server sends: no other server, no inline script or style, no frame around the page. */
    private static final String POLICY =
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

    private RequestFilter() {}

    /** The refusal of a request that is not answered. */
    static Optional<HttpReply> refuse(String method, Headers request) {
        List<String> hosts = request.getOrDefault("Host", List.of());
        if (hosts.size() != 1
                || !THIS_MACHINE.matcher(hosts.get(0).toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(HttpReply.refusal(
                    403, "this page is only served to browsers that address it as localhost or 127.0.0.1"));
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Optional.of(HttpReply.refusal(405, "this page is read-only").with("Allow", "GET, HEAD"));
        }
        return Optional.empty();
    }

    /** Sets the headers that every answer has. */
    static void protect(Headers response) {
        response.set("Content-Security-Policy", POLICY);
        response.set("X-Content-Type-Options", "nosniff");
        response.set("Cross-Origin-Resource-Policy", "same-origin");
        response.set("Referrer-Policy", "no-referrer");
        response.set("Cache-Control", "no-store");
    }
}
