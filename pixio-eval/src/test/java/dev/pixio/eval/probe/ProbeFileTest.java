package dev.pixio.eval.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.model.Encoder.FinalNorm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeFileTest {

    @TempDir
    private Path folder;

    @Test
    void aLineWithoutANormIsOfFeaturesBeforeIt() throws Exception {
        Path file = folder.resolve("probe.jsonl");
        String knn = "\"knn\":{\"20\":{\"top1\":0.25,\"top5\":0.5,\"pictures\":4}}}";
        Files.writeString(
                file,
                "{\"step\":0,\"seconds\":1.5," + knn + "\n{\"step\":2,\"norm\":\"after\",\"seconds\":1," + knn + "\n");

        assertThat(new ProbeFile(file).read(9))
                .extracting(Probe::norm)
                .containsExactly(FinalNorm.BEFORE, FinalNorm.AFTER);
    }

    @Test
    void theNormIsWritten() throws Exception {
        Path file = folder.resolve("probe.jsonl");
        Files.writeString(
                file,
                "{\"step\":4,\"norm\":\"after\",\"seconds\":1,\"knn\":{\"20\":{\"top1\":0.25,\"top5\":0.5,\"pictures\":4}}}\n");
        Path copy = folder.resolve("copy.jsonl");
        new ProbeFile(copy).write(new ProbeFile(file).read(9));

        assertThat(Files.readString(copy)).contains("\"norm\":\"after\"", "\"images\":4");
    }

    @Test
    void aLineThatIsNotTextEndsTheProbes() throws Exception {
        Path file = folder.resolve("probe.jsonl");
        byte[] line = "{\"step\":4,\"seconds\":1,\"knn\":{}}\n".getBytes(StandardCharsets.UTF_8);
        Files.write(file, line);
        Files.write(file, new byte[] {'{', (byte) 0xFF, '\n'}, StandardOpenOption.APPEND);
        Files.write(file, line, StandardOpenOption.APPEND);

        assertThat(new ProbeFile(file).read(9)).hasSize(1);
    }
}
