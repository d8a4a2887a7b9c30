package dev.pixio.weights.untrusted;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every malicious file is refused with one line, within limits of memory and time, and executes nothing. */
class HostileFilesTest {

    /** In bytes of Java heap, including garbage; the largest file has 30 MB. */
    private static final long MOST_ALLOCATED = 512L << 20;

    private static final long LONGEST_SECONDS = 10;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeValidShard() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(
                    folder.resolve("good.safetensors"), Map.of("a", Tensors.of(new float[] {1, 2}, 2)), Map.of());
        }
    }

    static List<Attack> attacks() {
        List<Attack> attacks = new ArrayList<>(HostilePickles.all());
        attacks.addAll(HostileSizes.all());
        attacks.addAll(HostileArchives.all());
        attacks.addAll(HostileHeaders.all());
        attacks.addAll(HostileIndexes.all());
        return attacks;
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void isRefusedWithinLimitsAndExecutesNothing(Attack attack) throws IOException {
        Path file = folder.resolve("attack");
        Files.deleteIfExists(file);
        Files.write(file, attack.content());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long started = System.nanoTime();

        Throwable refusal = Assertions.catchThrowable(() -> WeightFile.open(file));

        long seconds = (System.nanoTime() - started) / 1_000_000_000;
        assertThat(threads.getCurrentThreadAllocatedBytes() - allocated)
                .as("bytes allocated")
                .isLessThan(MOST_ALLOCATED);
        assertThat(seconds).as("seconds").isLessThan(LONGEST_SECONDS);
        assertThat(refusal).isInstanceOf(WeightsException.class).hasMessageContaining(attack.reason());
        String message = String.valueOf(refusal.getMessage());
        assertThat(message.chars().anyMatch(Character::isISOControl))
                .as("control characters in: %s", message)
                .isFalse();
        assertThat(message).hasSizeLessThan(1100);
        assertThat(Path.of(HostilePickles.MARKER)).doesNotExist();
    }

    @Test
    void thereAreManyAttacks() {
        List<Attack> attacks = attacks();

        assertThat(attacks).hasSizeGreaterThan(150);
        assertThat(attacks.stream().map(Attack::name)).doesNotHaveDuplicates();
    }

    @Test
    void validFilesAreRead() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path file = folder.resolve("valid");
            Files.write(file, ZipBytes.checkpoint(PickleBytes.valid()).bytes());
            assertThat(WeightFile.open(file).tensors()).containsOnlyKeys("weight");
            Files.writeString(file, "{\"weight_map\":{\"a\":\"good.safetensors\"}}");
            assertThat(WeightFile.open(file).tensors()).containsOnlyKeys("a");
        }
    }
}
