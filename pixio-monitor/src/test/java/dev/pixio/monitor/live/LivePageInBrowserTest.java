package dev.pixio.monitor.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import java.awt.Color;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The live page in a browser. */
class LivePageInBrowserTest extends BrowserLivePage {

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
        awaitReconstructions(2);
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
    void closingBeforeTheEndShowsAFailure() throws Exception {
        page.onStart(fake.run());
        steps(1, 5);
        browser.open(page.url());
        awaitState("Training");
        steps(6, 6);
        browser.await("document.getElementById('done').textContent.startsWith('Step 6 of')"); // it listens

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
    void severalProcessesAndTheSlowestAreShown() throws Exception {
        page.onStart(fake.run());
        steps(1, 3);
        browser.open(page.url());
        awaitState("Training");
        assertThat(browser.value("document.querySelector('.group').hidden").asBoolean())
                .isTrue();

        for (long step = 4; step <= 8; step++) {
            StepMetrics alone = FakeRun.step(step);
            page.onStep(new StepMetrics(
                    step,
                    alone.epoch(),
                    alone.loss(),
                    alone.learningRate(),
                    alone.gradientNorm(),
                    alone.images(),
                    alone.seconds(),
                    alone.waitSeconds(),
                    alone.skipped(),
                    alone.memoryBytes(),
                    Optional.of(new StepMetrics.Group(3, 0.005, 2, 0.015))));
        }

        browser.await("document.getElementById('fact-processes').textContent === '3'");
        assertThat(text("fact-processes-more")).isEqualTo("slowest now: 2");
        assertThat(text("fact-sync")).isEqualTo("25 %");
        assertThat(browser.value("document.querySelector('.group').hidden").asBoolean())
                .isFalse();
        assertThat(browser.value("document.querySelectorAll('#curves canvas').length")
                        .asInt())
                .isEqualTo(7);
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
        awaitReconstructions(3); // fetched before one is gone

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
                "document.querySelector('#reconstructions img')?.naturalWidth === 640"); // loaded before it is gone

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
