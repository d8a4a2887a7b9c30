package dev.pixio.monitor.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The charts of the live page in a browser. */
class LivePageChartsInBrowserTest extends BrowserLivePage {

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
}
