package dev.pixio.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestFilterTest {

    private static final RequestFilter FILTER = RequestFilter.forLoopback();

    private static int status(String method, Map<String, String> headers) {
        Headers request = new Headers();
        request.set("Host", "127.0.0.1:8080");
        headers.forEach(request::set);
        return FILTER.refuse(method, request).map(HttpReply::status).orElse(200);
    }

    @Test
    void pagesOfOtherSitesMayNotLoadAnything() {
        Map<String, String> image =
                Map.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image");
        Map<String, String> frame =
                Map.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe");

        assertThat(status("GET", image)).isEqualTo(403);
        assertThat(status("HEAD", image)).isEqualTo(403);
        assertThat(status("GET", frame)).isEqualTo(403);
        assertThat(status("POST", Map.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate")))
                .isEqualTo(403);
    }

    @Test
    void aLinkOfAnotherSiteMayBeFollowed() {
        assertThat(status(
                        "GET",
                        Map.of(
                                "Sec-Fetch-Site",
                                "cross-site",
                                "Sec-Fetch-Mode",
                                "navigate",
                                "Sec-Fetch-Dest",
                                "document")))
                .isEqualTo(200);
    }

    @Test
    void programsAndThePageItselfAreAnswered() {
        assertThat(status("GET", Map.of())).isEqualTo(200);
        assertThat(status("POST", Map.of())).isEqualTo(200);
        assertThat(status("GET", Map.of("Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors")))
                .isEqualTo(200);
        assertThat(status("GET", Map.of("Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate")))
                .isEqualTo(200);
    }
}
