package dev.pixio.monitor.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.train.listener.RecordedEvent;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {

    @TempDir
    private Path path;

    private RunFolder folder;

    @BeforeEach
    void begin() throws IOException {
        folder = new RunFolder(path);
        Files.writeString(folder.config(), "recipe: quick\nmodel:\n  grid:\n    height: 32\nbatchSize: 32\n");
    }

    @Test
    void aFolderWithoutARunIsRejected() {
        assertThatThrownBy(() -> RunHistory.read(new RunFolder(path.resolve("gone"))))
                .isInstanceOf(TrainingException.class)
                .hasMessage("there is no folder " + path.resolve("gone"));
        assertThatThrownBy(() -> RunHistory.read(new RunFolder(path.resolve(".."))))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("is not a run folder");
    }

    @Test
    void aRunWithoutStepsIsEmpty() throws IOException {
        RunHistory history = RunHistory.read(folder);

        assertThat(history.steps().isEmpty()).isTrue();
        assertThat(history.events().others()).isEmpty();
        assertThat(history.probes()).isEmpty();
        assertThat(history.reconstructions()).isEmpty();
        assertThat(history.evaluation()).isEmpty();
        assertThat(history.settings().value("model.grid.height")).isEqualTo("32");
        assertThat(history.settings().number("batchSize")).isEqualTo(32);
    }

    @Test
    void anIncompleteLastLineIsIgnoredAndNotCountedAsDamaged() throws IOException {
        write(
                folder.metrics(),
                line(1, 1.5) + "\n" + line(2, 1.25) + "\n" + line(3, 1).substring(0, 40));

        RunHistory history = RunHistory.read(folder);

        assertThat(history.steps().size()).isEqualTo(2);
        assertThat(history.steps().last().loss()).isEqualTo(1.25);
        assertThat(history.damagedSteps()).isZero();
    }

    @Test
    void damagedLinesAreCountedAndSkipped() throws IOException {
        write(
                folder.metrics(),
                line(1, 1.5) + "\n" + line(2, 1).substring(0, 40) + line(3, 1) + "\n[1]\n\0\0\0\n\n" + line(4, 1)
                        + "\n");

        RunHistory history = RunHistory.read(folder);

        assertThat(history.steps().size()).isEqualTo(2);
        assertThat(history.damagedSteps()).isEqualTo(3);
    }

    @Test
    void aVeryLongLineCountsAsDamaged() throws IOException {
        write(folder.metrics(), "{\"step\": 1, \"x\": \"" + "y".repeat(3 << 20) + "\"}\n" + line(2, 1) + "\n");

        RunHistory history = RunHistory.read(folder);

        assertThat(history.damagedSteps()).isEqualTo(1);
        assertThat(history.steps().size()).isEqualTo(1);
    }

    @Test
    void repeatedStepsReplaceEarlierOnes() throws IOException {
        write(folder.metrics(), line(1, 4) + "\n" + line(2, 3) + "\n" + line(3, 99) + "\n" + line(2, 2) + "\n");

        StepColumns steps = RunHistory.read(folder).steps();

        assertThat(steps.size()).isEqualTo(2);
        assertThat(steps.at(0).loss()).isEqualTo(4);
        assertThat(steps.at(1).loss()).isEqualTo(2);
    }

    @Test
    void aLossThatIsNotFiniteIsAGap() throws IOException {
        write(folder.metrics(), line(1, 4) + "\n" + line(2, Double.NaN).replace("NaN", "\"NaN\"") + "\n");
        write(folder.metrics(), line(3, Double.NaN) + "\n" + line(4, 7).replace("7.0", "\"Infinity\"") + "\n");

        RunHistory history = RunHistory.read(folder);

        assertThat(history.damagedSteps()).isZero();
        assertThat(history.steps().at(3).loss()).isInfinite();
        assertThat(history.steps().curve(StepMeasure.LOSS).json().toString())
                .isEqualTo("{\"x\":[1,2,3,4],\"y\":[4.0,null,null,null]}");
    }

    @Test
    void earlierRunsWithoutMemoryHaveNoMemoryCurve() throws IOException {
        write(folder.metrics(), line(1, 4).replace(",\"memoryBytes\":1000", "") + "\n");

        StepColumns steps = RunHistory.read(folder).steps();

        assertThat(steps.peakMemory()).isZero();
        assertThat(steps.curve(StepMeasure.MEMORY).isEmpty()).isTrue();
    }

    @Test
    void stepsOfSeveralProcessesAndOfOneAreToldApart() throws IOException {
        String group = ",\"processes\":3,\"syncSeconds\":0.25,\"slowest\":2,\"slowestSeconds\":0.5}";
        write(folder.metrics(), line(1, 4) + "\n" + line(2, 3).replace("}", group) + "\n" + line(3, 2) + "\n");

        StepColumns steps = RunHistory.read(folder).steps();

        assertThat(steps.at(0).group()).isEmpty();
        assertThat(steps.at(1).group()).contains(new StepMetrics.Group(3, 0.25, 2, 0.5));
        assertThat(steps.at(2).group()).isEmpty();
        assertThat(steps.curve(StepMeasure.SYNC_SHARE).json().path("y").path(0).isNull())
                .isTrue();
        assertThat(steps.curve(StepMeasure.SYNC_SHARE).json().path("y").path(1).asDouble())
                .isCloseTo(0.25 / steps.at(1).seconds(), within(1e-4));
    }

    @Test
    void eventsOfUnknownKindsAreRead() throws IOException {
        write(folder.events(), """
                {"time":"2026-11-24T10:00:00Z","step":3,"kind":"spike","message":"norm 40","pictures":["a.jpg","b.jpg"]}
                {"time":"2026-11-24T10:00:01Z","step":3,"kind":"unreadable-picture","message":"cut short","pictures":["c.jpg"]}
                {"time":"2026-11-24T10:00:02Z","step":4,"kind":"from-the-future","message":"?","pictures":[]}
                {"no": "event"}
                """);

        RecordedEvents events = RunHistory.read(folder).events();

        assertThat(events.others()).extracting(RecordedEvent::kind).containsExactly("spike", "from-the-future");
        assertThat(events.others().get(0).images()).containsExactly("a.jpg", "b.jpg");
        assertThat(events.unreadable()).extracting(RecordedEvent::message).containsExactly("cut short");
        assertThat(events.count(TrainingEvent.Kind.SPIKE)).isEqualTo(1);
        assertThat(events.damaged()).isEqualTo(1);
    }

    @Test
    void theFirstAndNewestEventsAreRetainedAndAllAreCounted() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 5000; i++) {
            lines.append("{\"step\":").append(i).append(",\"kind\":\"spike\",\"message\":\"m\",\"pictures\":[]}\n");
        }
        write(folder.events(), lines.toString());

        RecordedEvents events = RunHistory.read(folder).events();

        assertThat(events.count(TrainingEvent.Kind.SPIKE)).isEqualTo(5000);
        assertThat(events.others()).hasSize(400);
        assertThat(events.others().get(199).step()).isEqualTo(200);
        assertThat(events.others().get(200).step()).isEqualTo(4801);
    }

    @Test
    void reconstructionsAndProbesAreSortedByStep() throws IOException {
        Files.createDirectories(folder.reconstructions().folder());
        for (String name : new String[] {"step-100.png", "step-20.png", "step-3.png.part.png", "notes.txt"}) {
            Files.writeString(folder.reconstructions().folder().resolve(name), "");
        }
        write(folder.probes(), """
                {"step":0,"seconds":2.0,"knn":{"10":{"top1":0.1,"top5":0.5,"pictures":60}}}
                {"step":50,"seconds":2.0,"knn":{"10":{"top1":0.2,"top5":0.5,"pictures":60},"20":{"top1":0.3,"top5":0.6,"pictures":60}}}
                {"step":50,"seconds":2.0,"knn":{"20":{"top1":0.4,"top5":0.6,"pictures":60}}}
                """);

        RunHistory history = RunHistory.read(folder);

        assertThat(history.reconstructions()).extracting(RecordedImage::step).containsExactly(20L, 100L);
        assertThat(history.probes()).extracting(RecordedProbe::top1).containsExactly(0.1, 0.4);
        assertThat(history.probes().get(0).neighbours()).isEqualTo("10");
    }

    @Test
    void oneMillionStepsAreReadWithinAMinute() throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(folder.metrics())) {
            for (int i = 1; i <= 1_000_000; i++) {
                writer.write(line(i, i == 500_000 ? 1000 : 1.0 / i));
                writer.write('\n');
            }
        }

        RunHistory history = Assertions.assertTimeout(Duration.ofSeconds(60), () -> RunHistory.read(folder));
        Curve drawn = history.steps().curve(StepMeasure.LOSS).thinned(1000);

        assertThat(history.steps().size()).isEqualTo(1_000_000);
        assertThat(drawn.size()).isLessThanOrEqualTo(1000);
        assertThat(drawn.json().toString()).contains("1000.0");
    }

    private static String line(long step, double loss) {
        return "{\"step\":" + step + ",\"epoch\":0,\"loss\":" + loss + ",\"learningRate\":1.0E-4,\"gradientNorm\":0.5,"
                + "\"pictures\":32,\"seconds\":0.15,\"waitSeconds\":0.03,\"picturesPerSecond\":213.3,\"skipped\":0"
                + ",\"memoryBytes\":1000}";
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void settingsThatAreNotTextAreShownAsTheyAre() throws IOException {
        Files.write(folder.config(), new byte[] {'a', ':', ' ', (byte) 0xFF, '\n'});

        assertThat(RunHistory.read(folder).settings().text()).startsWith("a: ");
    }
}
