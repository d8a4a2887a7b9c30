package dev.pixio.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.launch.SameJava;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfoOfBoundProcessTest {

    /** As under {@code taskset}, and for each process of {@code pixio launch}. */
    @Test
    void aProcessWithOneProcessorHasOneThread() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        SameJava.command(List.of("-XX:ActiveProcessorCount=1"), SameJava.PIXIO, List.of("info")))
                .redirectErrorStream(true);
        builder.environment().remove("OMP_NUM_THREADS");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("threads +1 per operation, 1 processor available");
    }
}
