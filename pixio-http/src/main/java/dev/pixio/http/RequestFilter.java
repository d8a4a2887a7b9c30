package dev.pixio.http;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Rejects requests that are not for this server, and sets the security headers of responses. */
public final class RequestFilter {

    /**
     * Loopback host names. They protect against DNS rebinding: a page of {@code evil.example} whose name resolves to
     * 127.0.0.1 still sends {@code Host: evil.example}. Any port is accepted, because a tunnel (ssh -L) may use another one.
     */
    private static final Pattern THIS_MACHINE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    /** Content from this server only: no other servers, no inline scripts or styles, no embedding in a frame. */
    private static final String POLICY =
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final boolean loopbackOnly;

    private RequestFilter(boolean loopbackOnly) {
        this.loopbackOnly = loopbackOnly;
    }

    /** Accepts requests whose host is {@code localhost}, {@code 127.0.0.1} or {@code [::1]}. */
    public static RequestFilter forLoopback() {
        return new RequestFilter(true);
    }

    /** Accepts requests for any host, for servers that require a token. */
    public static RequestFilter forAnyHost() {
        return new RequestFilter(false);
    }

    /** The error response to a request for another host, or sent by a page of another site; empty if it is accepted. */
    public Optional<HttpReply> refuse(String method, Headers request) {
        List<String> hosts = request.getOrDefault("Host", List.of());
        String host = hosts.size() == 1 ? hosts.get(0).toLowerCase(Locale.ROOT) : "";
        if (loopbackOnly && !THIS_MACHINE.matcher(host).matches()) {
            return Optional.of(
                    HttpReply.refusal(403, "this is only served to clients that address it as localhost or 127.0.0.1"));
        }
        if (host.isEmpty()) {
            return Optional.of(HttpReply.refusal(400, "a request names one host"));
        }
        if (READING.contains(method) ? isLoadedByOtherSite(request) : isOfOtherSite(host, request)) {
            return Optional.of(HttpReply.refusal(403, "pages of other sites may not send requests here"));
        }
        return Optional.empty();
    }

    /** As {@link #refuse}, for a server that only answers GET and HEAD. */
    public Optional<HttpReply> refuseAllButReading(String method, Headers request) {
        return refuse(method, request)
                .or(() -> READING.contains(method)
                        ? Optional.empty()
                        : Optional.of(
                                HttpReply.refusal(405, "this page is read-only").withHeader("Allow", "GET, HEAD")));
    }

    /** Browsers state the origin of a request that may change something; other programs do not. */
    private static boolean isOfOtherSite(String host, Headers request) {
        String site = Objects.requireNonNullElse(request.getFirst("Sec-Fetch-Site"), "none");
        String origin = request.getFirst("Origin");
        return site.equals("cross-site")
                || site.equals("same-site")
                || (origin != null && !origin.toLowerCase(Locale.ROOT).endsWith("://" + host));
    }

    /**
     * Pages of other sites may not load anything, which could take long to compute; a link to a page of this server may be followed.
     * Browsers state both; other programs do not.
     */
    private static boolean isLoadedByOtherSite(Headers request) {
        String site = Objects.requireNonNullElse(request.getFirst("Sec-Fetch-Site"), "none");
        String mode = Objects.requireNonNullElse(request.getFirst("Sec-Fetch-Mode"), "");
        String destination = Objects.requireNonNullElse(request.getFirst("Sec-Fetch-Dest"), "document");
        return site.equals("cross-site") && !(mode.equals("navigate") && destination.equals("document"));
    }

    /** Sets the headers of every response. */
    public static void protect(Headers response) {
        response.set("Content-Security-Policy", POLICY);
        response.set("X-Content-Type-Options", "nosniff");
        response.set("Cross-Origin-Resource-Policy", "same-origin");
        response.set("Referrer-Policy", "no-referrer");
        response.set("Cache-Control", "no-store");
    }
}
