package dev.pixio.precision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateStoreTest {

    private static final Workload WORKLOAD = new Workload(List.of(new Workload.Stack(2, 32, 2, 4, 9)), false);
    private static final Workload OTHER = new Workload(List.of(new Workload.Stack(3, 32, 2, 4, 9)), true);
    private static final PrecisionRates RATES = new PrecisionRates(300e9, 150e9);

    @TempDir
    private Path folder;

    @Test
    void ratesAreOfAMachineAndAWorkload() {
        RateStore store = new RateStore(folder.resolve("made"));
        assertThat(store.find("a", WORKLOAD, false)).isEmpty();
        assertThat(store.all("a")).isEmpty();

        store.put("a", WORKLOAD, RATES, false);
        store.put("b", OTHER, new PrecisionRates(1, 2), false);

        assertThat(store.find("a", WORKLOAD, false)).contains(RATES);
        assertThat(store.find("a", OTHER, false)).isEmpty();
        assertThat(store.find("b", WORKLOAD, false)).isEmpty();
        assertThat(store.all("a")).containsOnlyKeys(WORKLOAD.toString()).containsValue(RATES);
    }

    @Test
    void aDamagedFileCountsAsAbsent() throws IOException {
        RateStore store = new RateStore(folder);
        store.put("a", WORKLOAD, RATES, false);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.writeString(file, Files.readString(file).replaceAll("fp32=.*", "fp32=-1"));
            }
        }
        assertThat(store.find("a", WORKLOAD, false)).isEmpty();
        assertThat(store.all("a")).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenKeepsNothing() throws IOException {
        RateStore store = new RateStore(Files.writeString(folder.resolve("file"), ""));
        store.put("a", WORKLOAD, RATES, false);
        assertThat(store.find("a", WORKLOAD, false)).isEmpty();
        assertThat(store.all("a")).isEmpty();
    }
}
