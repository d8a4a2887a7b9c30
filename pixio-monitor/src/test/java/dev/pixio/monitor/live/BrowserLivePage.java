package dev.pixio.monitor.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.http.Browser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A live page of a fake run, and a browser; tests are skipped if there is no Chromium. */
@Timeout(180)
abstract class BrowserLivePage {

    @TempDir
    private static Path profile;

    static Browser browser;

    @TempDir
    private Path temporary;

    LivePage page;
    FakeRun fake;

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

    final void steps(long from, long to) {
        for (long step = from; step <= to; step++) {
            page.onStep(FakeRun.step(step));
        }
    }

    /** Asserts that there were no errors and no requests to other servers. */
    final void assertNoErrors() {
        assertThat(browser.errors()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request).startsWith(page.url().toString()));
    }

    final void awaitState(String state) {
        browser.await("document.getElementById('state').textContent === '" + state + "'");
    }

    final void awaitReconstructions(int count) {
        browser.await("performance.getEntriesByType('resource')"
                + ".filter(one => one.name.includes('/reconstructions/')).length === " + count);
    }

    static String text(String id) {
        return browser.value("document.getElementById('" + id + "').textContent")
                .asString();
    }

    static String firstCurve() {
        return browser.value("document.querySelector('#curves canvas').toDataURL()")
                .asString();
    }
}
