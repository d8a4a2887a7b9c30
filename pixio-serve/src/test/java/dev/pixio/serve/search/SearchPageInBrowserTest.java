package dev.pixio.serve.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.http.Browser;
import dev.pixio.serve.request.AccessToken;
import dev.pixio.serve.request.ServerAccess;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The page in a browser; skipped if there is no Chromium. */
@Timeout(300)
class SearchPageInBrowserTest {

    @TempDir
    static Path folder;

    @TempDir
    static Path profile;

    private static IndexedPhotos photos;
    private static SearchServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no chromium on the PATH");
        photos = IndexedPhotos.create(folder);
        server = photos.serve(ServerAccess.loopback(0));
        browser = Browser.start(chromium.get(), profile);
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() {
        browser.reset();
        browser.resize(1280, 900);
        browser.preferColourScheme("light");
        browser.open(server.url());
        browser.await("document.querySelectorAll('#results .tile').length > 0");
    }

    @AfterEach
    void noErrorsAndNoOtherServers() {
        assertThat(browser.errors()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request)
                        .matches(url -> url.startsWith(server.url().toString()) || url.equals("about:blank")));
    }

    private static String text(String id) {
        return browser.value("document.getElementById('" + id + "').textContent")
                .asString();
    }

    private static void awaitResults(String heading) {
        browser.await("document.getElementById('results-name').textContent === '" + heading + "'");
    }

    private static void mouse(String type, double x, double y) {
        browser.send(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1, "clickCount", 1));
    }

    private static void key(String key, int code) {
        key(key, code, 0);
    }

    private static void key(String key, int code, int modifiers) {
        Map<String, Object> parameters = Map.of(
                "type", "rawKeyDown", "key", key, "code", key, "windowsVirtualKeyCode", code, "modifiers", modifiers);
        browser.send("Input.dispatchKeyEvent", parameters);
        if (key.equals("Enter")) {
            browser.send("Input.dispatchKeyEvent", Map.of("type", "char", "text", "\r", "key", "Enter"));
        }
        browser.send(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
    }

    /** Presses Tab until the focus is on what a selector matches. */
    private static void tabTo(String selector) {
        for (int i = 0; i < 80; i++) {
            if (browser.value("document.activeElement.matches('" + selector + "')")
                    .asBoolean()) {
                return;
            }
            key("Tab", 9);
        }
        throw new AssertionError("Tab does not reach " + selector);
    }

    @Test
    void anImageThatIsDecodedLateDoesNotReplaceALaterQuery() {
        browser.value("window.decode = window.createImageBitmap,"
                + " window.createImageBitmap = (blob) => {"
                + " window.createImageBitmap = window.decode;"
                + " window.late = new Promise((go) => window.release = go).then(() => window.decode(blob));"
                + " return window.late; }, 1");
        browser.value("document.querySelectorAll('#results .tile')[0].click()");
        browser.await("window.release !== undefined");
        String name = browser.value("document.querySelectorAll('#results .tile')[1].querySelector('span').textContent")
                .asString();
        browser.value("document.querySelectorAll('#results .tile')[1].click()");
        awaitResults("Similar to " + name);

        browser.value("window.release(), window.late.then(() => 1)");

        assertThat(browser.value("document.getElementById('stage').getAttribute('aria-label')")
                        .asString())
                .isEqualTo("Query image " + name);
    }

    @Test
    void aChosenFileFindsSimilarImages() throws IOException {
        Path file = Files.write(folder.resolve("mine.png"), IndexedPhotos.png(new Color(30, 40, 220), 5));
        JsonNode document = browser.send("DOM.getDocument", Map.of());
        int input = browser.send(
                        "DOM.querySelector",
                        Map.of("nodeId", document.path("root").path("nodeId").asInt(), "selector", "#file"))
                .path("nodeId")
                .asInt();

        browser.send("DOM.setFileInputFiles", Map.of("nodeId", input, "files", List.of(file.toString())));

        awaitResults("Similar to mine.png");
        assertThat(browser.value("document.querySelectorAll('#results .similarity').length")
                        .asInt())
                .isEqualTo(24);
        assertThat(text("query-name")).isEqualTo("mine.png");
    }

    @Test
    void aDroppedImageFindsSimilarImagesAndANeighbourIsTheNextQuery() {
        browser.value("fetch('/images/0').then(r => r.blob()).then(blob => { const data = new DataTransfer();"
                + " data.items.add(new File([blob], 'dropped.png'));"
                + " document.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));"
                + " return 1; })");
        awaitResults("Similar to dropped.png");
        String neighbour = browser.value("document.querySelector('#results .tile span:last-child').textContent")
                .asString();

        browser.value("document.querySelector('#results .tile').click()");

        awaitResults("Similar to " + neighbour);
        assertThat(browser.value("document.querySelector('#results .tile span:last-child').textContent")
                        .asString())
                .isNotEqualTo(neighbour);
    }

    @Test
    void aBoxThatIsDrawnSearchesByARegion() {
        browser.value("document.querySelector('#results .tile').click()");
        browser.await("document.getElementById('results-name').textContent.startsWith('Similar to ')");
        String name = text("query-name");
        JsonNode area = browser.value(
                "(({left, top, width, height}) => ({left, top, width, height}))(document.getElementById('canvas').getBoundingClientRect())");
        double left = area.path("left").asDouble();
        double top = area.path("top").asDouble();
        double width = area.path("width").asDouble();
        double height = area.path("height").asDouble();

        mouse("mousePressed", left + 0.2 * width, top + 0.2 * height);
        mouse("mouseMoved", left + 0.5 * width, top + 0.4 * height);
        mouse("mouseMoved", left + 0.7 * width, top + 0.6 * height);
        mouse("mouseReleased", left + 0.7 * width, top + 0.6 * height);

        awaitResults("Similar to a region of " + name);
        assertThat(browser.requests()).anyMatch(request -> request.matches(".*box=0\\.(19|20)\\d*%2C0\\.(19|20).*"));
        browser.value("document.getElementById('whole').click()");
        awaitResults("Similar to " + name);
    }

    @Test
    void everythingWorksWithTheKeyboardAlone() {
        tabTo("#folder");
        browser.value("document.getElementById('folder').value = 'red',"
                + " document.getElementById('folder').dispatchEvent(new Event('change'))");
        browser.await("document.getElementById('results-name').textContent.includes('images in red')");
        tabTo("#results .tile");
        key("Enter", 13);
        browser.await("document.getElementById('results-name').textContent.startsWith('Similar to red/')");
        String name = text("query-name");
        assertThat(browser.value("document.activeElement.id").asString()).isEqualTo("results-name");

        browser.value("document.getElementById('whole').focus()");
        for (int i = 0; i < 3; i++) {
            key("Tab", 9, 8); // back, with Shift
        }
        browser.value("document.getElementById('stage').focus()");
        key("ArrowRight", 39);
        key("ArrowRight", 39);
        key("ArrowDown", 40, 8);
        key("Enter", 13);

        awaitResults("Similar to a region of " + name);
        assertThat(browser.requests())
                .anyMatch(request -> request.contains("box=0.30000%2C0.25000%2C0.50000%2C0.55000"));
        browser.value("document.getElementById('stage').focus()");
        key("Escape", 27);
        assertThat(browser.value("document.getElementById('box').hidden").asBoolean())
                .isTrue();
    }

    @Test
    void theViewsOfTheCollectionLeadBackToASearch() {
        browser.value("document.querySelector('[data-view=map]').click()");
        browser.await("document.querySelectorAll('#near .tile').length === 24");
        browser.value("document.getElementById('plane').focus()");
        key("+", 187);
        key("ArrowLeft", 37);
        browser.value("document.querySelector('[data-view=outliers]').click()");
        browser.await("document.querySelectorAll('#outliers .tile').length > 0");
        browser.value("document.querySelector('[data-view=duplicates]').click()");
        browser.await("document.querySelector('#duplicates h2') !== null");

        browser.value("document.querySelector('[data-view=map]').click()");
        browser.value("document.querySelector('#near .tile').click()");

        browser.await("document.getElementById('results-name').textContent.startsWith('Similar to ')");
        assertThat(browser.value("document.getElementById('map').hidden").asBoolean())
                .isTrue();
    }

    @Test
    void axeFindsNothingSerious() throws IOException {
        String axe;
        try (InputStream in = SearchPageInBrowserTest.class.getResourceAsStream("/axe.min.js")) {
            assertThat(in).isNotNull();
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        browser.value("document.querySelector('#results .tile').click()");
        browser.await("document.getElementById('results-name').textContent.startsWith('Similar to ')");
        browser.value(axe + "; 1");
        for (String scheme : List.of("light", "dark")) {
            browser.preferColourScheme(scheme);
            for (String view : List.of("search", "map", "duplicates", "outliers")) {
                browser.value("document.querySelector('[data-view=" + view + "]').click()");
                browser.await("!document.getElementById('" + view + "').hidden");
                JsonNode serious =
                        browser.value("axe.run().then(found => found.violations.filter(one => one.impact === 'serious'"
                                + " || one.impact === 'critical').map(one => one.id + ': '"
                                + " + one.nodes.map(node => node.html).join(' ')))");
                assertThat(serious.toString()).as("%s, %s", view, scheme).isEqualTo("[]");
            }
        }
    }

    @Test
    void theImageFitsANarrowScreen() {
        browser.resize(360, 800);
        browser.value("document.querySelector('#results .tile').click()");
        browser.await("document.getElementById('results-name').textContent.startsWith('Similar to ')");

        for (String view : List.of("search", "map", "duplicates", "outliers")) {
            browser.value("document.querySelector('[data-view=" + view + "]').click()");
            assertThat(browser.value("document.documentElement.scrollWidth").asInt())
                    .as(view)
                    .isLessThanOrEqualTo(360);
        }
    }

    @Test
    void aServerWithATokenAsksForIt() throws Exception {
        AccessToken token = AccessToken.of("0123456789abcdef");
        try (SearchServer guarded = photos.serve(new ServerAccess("127.0.0.1", 0, Optional.of(token)))) {
            browser.open(guarded.url());
            browser.await("!document.getElementById('login').hidden");
            browser.value("document.getElementById('token').value = '" + token.secret() + "',"
                    + " document.querySelector('#login button').click()");

            browser.await("document.querySelectorAll('#results .tile').length > 0");
            assertThat(browser.value("location.href").asString())
                    .isEqualTo(guarded.url().toString());
            browser.value("document.getElementById('results').replaceChildren(),"
                    + " document.getElementById('token').value = '" + token.secret() + "',"
                    + " document.querySelector('#login button').click()");
            browser.await("document.querySelectorAll('#results .tile').length > 0");
            assertThat(browser.value("document.getElementById('folder').length").asInt())
                    .isEqualTo(1 + 3);
        } finally {
            browser.reset(); // the 401 is an error of the console
            browser.open(server.url());
        }
    }
}
