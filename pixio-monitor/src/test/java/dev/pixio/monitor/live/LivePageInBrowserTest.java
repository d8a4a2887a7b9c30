package dev.pixio.monitor.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.train.listener.TrainingEvent;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The live page in a browser; skipped if there is no Chromium. */
@Timeout(180)
class LivePageInBrowserTest {

    @TempDir
    private static Path profile;

    private static Browser browser;

    @TempDir
    private Path temporary;

    private LivePage page;
    private FakeRun fake;

    @BeforeAll
    static void startBrowser() throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no chromium on the PATH");
        browser = Browser.start(chromium.get(), profile);
    }

    @AfterAll
    static void stopBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRun(temporary.resolve("my run"), 0);
        page = LivePage.open(0, Duration.ofSeconds(15));
        browser.reset();
        browser.resize(1280, 900);
        browser.preferColourScheme("light");
    }

    @AfterEach
    void stop() {
        page.close();
    }

    private void steps(long from, long to) {
        for (long step = from; step <= to; step++) {
            page.onStep(FakeRun.step(step));
        }
    }

    /** Asserts that there were no errors and no requests to other servers. */
    private void assertNoErrors() {
        assertThat(browser.errors()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request).startsWith(page.url().toString()));
    }

    private void awaitState(String state) {
        browser.await("document.getElementById('state').textContent === '" + state + "'");
    }

    private String text(String id) {
        return browser.value("document.getElementById('" + id + "').textContent")
                .asString();
    }

    private String firstCurve() {
        return browser.value("document.querySelector('#curves canvas').toDataURL()")
                .asString();
    }

    @Test
    void thePageShowsARunFromItsStartToItsEnd() throws Exception {
        browser.open(page.url());
        awaitState("Preparing");
        page.onStart(fake.run());
        awaitState("Starting");
        assertThat(text("name")).isEqualTo("my run");
        assertThat(text("plan")).contains("recipe: quick");

        steps(1, 60);
        awaitState("Training");
        browser.await("document.getElementById('done').textContent === 'Step 60 of 200, epoch 3 of 10'");
        assertThat(browser.value("document.querySelectorAll('#curves canvas').length")
                        .asInt())
                .isEqualTo(6);
        assertThat(text("fact-speed")).isEqualTo("400");

        String before = firstCurve();
        steps(61, 120);
        page.onCheckpoint(fake.draw(120, Color.RED));
        page.onSaved(fake.checkpoint(120));
        browser.await("document.getElementById('done').textContent.startsWith('Step 120 of 200')");
        browser.await("document.querySelector('#reconstructions img')?.naturalWidth === 640");
        assertThat(firstCurve()).isNotEqualTo(before);
        browser.await("document.getElementById('fact-saved').textContent === 'step 120'");

        steps(121, 200);
        page.onEnd(fake.result(200));
        awaitState("Complete");
        assertNoErrors();
    }

    @Test
    void thePageKeepsItsContentAfterTheServerHasEnded() throws Exception {
        page.onStart(fake.run());
        steps(1, 10);
        page.onCheckpoint(fake.draw(10, Color.RED));
        steps(11, 20);
        page.onCheckpoint(fake.draw(20, Color.BLUE));
        browser.open(page.url());
        browser.await("document.querySelector('#reconstructions img')?.naturalWidth === 640");
        page.onEnd(fake.result(20));
        awaitState("Stopped");
        page.close();
        Thread.sleep(2500); // long enough for a reconnection attempt, which would report an error

        assertThat(text("state")).isEqualTo("Stopped");
        assertThat(text("notice")).contains("Stopped after 20 steps", "1.5000 → 1.1000");
        browser.value("(() => { const step = document.getElementById('reconstructions-step'); step.value = 0;"
                + " step.dispatchEvent(new Event('input')); })()");
        browser.await("document.getElementById('reconstructions-label').textContent === 'After step 10'");
        browser.await("document.querySelector('#reconstructions img').alt.endsWith('after step 10')");
        assertThat(browser.value("document.querySelector('#reconstructions img').naturalWidth")
                        .asInt())
                .isEqualTo(640);
        assertThat(browser.value("(() => { const canvas = document.querySelector('#curves canvas');"
                                + " return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data"
                                + ".some(part => part > 0); })()")
                        .asBoolean())
                .isTrue();
        assertNoErrors();
    }

    @Test
    void aReloadShowsTheWholeHistory() throws Exception {
        page.onStart(fake.run());
        steps(1, 50);
        page.onEvent(fake.event(30, TrainingEvent.Kind.SPIKE, "the loss is high"));
        browser.open(page.url());
        browser.await("document.getElementById('done').textContent.startsWith('Step 50 of 200')");
        String before = firstCurve();

        browser.send("Page.reload", Map.of());
        browser.await("document.getElementById('done')?.textContent.startsWith('Step 50 of 200')");

        assertThat(firstCurve()).isEqualTo(before);
        assertThat(browser.value("document.querySelectorAll('#events li').length")
                        .asInt())
                .isEqualTo(1);
        assertNoErrors();
    }

    @Test
    void keysMoveTheCursorsOfAllCharts() throws Exception {
        page.onStart(fake.run());
        steps(1, 50);
        browser.open(page.url());
        browser.await("document.getElementById('done').textContent.startsWith('Step 50 of 200')");

        key("Home");
        browser.await("document.querySelector('#curves .visually-hidden').textContent.startsWith('step 1,')");
        assertThat(browser.value("document.querySelectorAll('.curve-tip:not([hidden])').length")
                        .asInt())
                .isEqualTo(6);
        key("ArrowRight");
        browser.await("document.querySelector('#curves .visually-hidden').textContent.startsWith('step 2,')");
        key("Escape");
        browser.await("document.querySelectorAll('.curve-tip:not([hidden])').length === 0");
        assertNoErrors();
    }

    private void key(String name) {
        browser.value("document.querySelector('.curve-plot').dispatchEvent(new KeyboardEvent('keydown', {key: '" + name
                + "', bubbles: true}))");
    }

    @Test
    void draggingZoomsAllChartsUntilTheZoomIsReset() throws Exception {
        page.onStart(fake.run());
        steps(1, 50);
        browser.open(page.url());
        browser.await("document.getElementById('done').textContent.startsWith('Step 50 of 200')");
        browser.await("document.querySelectorAll('#curves canvas').length === 6");
        browser.value("document.getElementById('curves').scrollIntoView()");
        String whole = firstCurve();
        String bounds = "document.querySelector('.u-over').getBoundingClientRect()";
        double left = browser.value(bounds + ".left").asDouble();
        double top = browser.value(bounds + ".top").asDouble() + 20;
        mouse("mouseMoved", left + 50, top, 0);
        mouse("mousePressed", left + 50, top, 1);
        mouse("mouseMoved", left + 150, top, 1);
        mouse("mouseReleased", left + 150, top, 0);

        browser.await("document.querySelectorAll('.curve-reset:not([hidden])').length === 6");
        steps(51, 52);
        browser.await("document.getElementById('done').textContent.startsWith('Step 52 of 200')");
        assertThat(browser.value("document.querySelectorAll('.curve-reset:not([hidden])').length")
                        .asInt())
                .as("zoomed after new steps")
                .isEqualTo(6);
        assertThat(firstCurve()).isNotEqualTo(whole);
        browser.value("document.querySelector('.curve-reset').click()");
        browser.await("document.querySelectorAll('.curve-reset:not([hidden])').length === 0");
        assertNoErrors();
    }

    private void mouse(String type, double x, double y, int buttons) throws Exception {
        browser.send(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", buttons, "clickCount", 1));
    }

    @Test
    void closingBeforeTheEndShowsAFailure() throws Exception {
        page.onStart(fake.run());
        steps(1, 5);
        browser.open(page.url());
        awaitState("Training");

        page.close();

        awaitState("Failed");
        assertNoErrors();
    }

    @Test
    void namesFromFilesAreNotInterpretedAsMarkup() throws Exception {
        page.onStart(fake.run());
        browser.open(page.url());
        awaitState("Starting");

        String name = "<img src=x onerror=alert(1)>.jpg";
        page.onEvent(fake.event(1, TrainingEvent.Kind.NOT_FINITE, "<script>alert(2)</script>", name, "b.jpg"));

        browser.await("document.querySelectorAll('#events .names li').length === 2");
        assertThat(browser.value("document.querySelector('#events .names li').textContent")
                        .asString())
                .isEqualTo(name);
        assertThat(browser.value("document.querySelector('#events .message').textContent")
                        .asString())
                .isEqualTo("<script>alert(2)</script>");
        assertThat(browser.value("document.querySelectorAll('#events img, #events script').length")
                        .asInt())
                .isZero();
        assertNoErrors();
    }

    @Test
    void theSliderLeavesOutDeletedReconstructions() throws Exception {
        page.onStart(fake.run());
        for (int step = 10; step <= 30; step += 10) {
            steps(step, step);
            page.onCheckpoint(fake.draw(step, Color.RED));
        }
        browser.open(page.url());
        browser.await("document.getElementById('reconstructions-step').max === '2'");

        Files.delete(fake.folder().reconstruction(20));
        steps(40, 40);
        page.onCheckpoint(fake.draw(40, Color.BLUE));

        browser.await("document.getElementById('reconstructions-label').textContent === 'After step 40 (newest)'");
        browser.value("(() => { const step = document.getElementById('reconstructions-step'); step.value = 1;"
                + " step.dispatchEvent(new Event('input')); return ''; })()");
        browser.await("document.getElementById('reconstructions-label').textContent === 'After step 30'");
        assertNoErrors();
    }

    @Test
    void aRollbackRemovesMetricsAndReconstructionsFromThePage() throws Exception {
        page.onStart(fake.run());
        steps(1, 10);
        page.onCheckpoint(fake.draw(10, Color.RED));
        steps(11, 20);
        page.onCheckpoint(fake.draw(20, Color.BLUE));
        browser.open(page.url());
        browser.await("document.getElementById('reconstructions-label').textContent === 'After step 20 (newest)'");
        browser.await(
                "[...document.images].some(image => image.complete && image.naturalWidth > 0)"); // before the rollback
        // removes it

        page.onRewind(10);

        browser.await("document.getElementById('done').textContent.startsWith('Step 10 of 200')");
        browser.await("document.getElementById('reconstructions-label').textContent === 'After step 10'");
        assertNoErrors();
    }

    @Test
    void thePageFitsASmallScreen() throws Exception {
        page.onStart(fake.run());
        steps(1, 100);
        page.onCheckpoint(fake.draw(100, Color.RED));
        page.onEvent(fake.event(100, TrainingEvent.Kind.NOT_FINITE, "x".repeat(300), "long/".repeat(60) + ".jpg"));
        browser.resize(360, 740);
        browser.open(page.url());
        browser.await("document.querySelector('#reconstructions img')?.naturalWidth === 640");
        browser.value("document.querySelectorAll('details').forEach(one => one.open = true)");

        assertThat(browser.value("document.documentElement.scrollWidth").asInt())
                .isEqualTo(360);
        assertNoErrors();
    }

    @Test
    void thePageFollowsThePreferredColourScheme() throws Exception {
        page.onStart(fake.run());
        steps(1, 10);
        browser.open(page.url());
        awaitState("Training");

        String brightness = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3)"
                + ".reduce((sum, part) => sum + Number(part), 0) / 3";
        assertThat(browser.value(brightness).asDouble()).isGreaterThan(200);
        browser.preferColourScheme("dark");
        assertThat(browser.value(brightness).asDouble()).isLessThan(60);
        assertNoErrors();
    }
}
