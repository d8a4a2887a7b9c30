package dev.pixio.monitor.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardFileTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_500L);

    @TempDir
    private Path folder;

    @Test
    void recordsEqualTheOutputOfTensorBoardsOwnWriter() throws IOException {
        // Written by tensorboard 2.21: RecordWriter of event_pb2.Event, in the order of the calls below.
        String expected = "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b353110"
                + "100000000000000095fbfe180900002040fc54d94110ac023a020801b94512a3"
                + "2100000000000000017becf60900002040fc54d94110ac022a130a110a0a747261696e2f6c6f737315cdcccc3d2e3967e5"
                + "34000000000000005e33175c0900002040fc54d941108080808080202a220a200a066576656e7473420c080712041202"
                + "08014202c3a94a080a060a0474657874a797f306";
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        try (TensorBoardFile file = new TensorBoardFile(Path.of("memory"), written, InstantSource.fixed(NOW))) {
            file.startSession(300);
            file.write(300, new SummaryMessage().scalar("train/loss", 0.1));
            file.write(1L << 40, new SummaryMessage().text("events", "é"));
        }

        assertThat(HexFormat.of().formatHex(written.toByteArray())).isEqualTo(expected);
    }

    @Test
    void fileNamesSortByTimeOfCreationAlsoWithinASecond() throws IOException {
        List<Path> inOrder = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            try (TensorBoardFile file = TensorBoardFile.create(folder, InstantSource.fixed(NOW))) {
                file.startSession(i);
            }
            try (var files = Files.list(folder)) {
                files.filter(path -> !inOrder.contains(path)).toList().forEach(inOrder::add);
            }
        }

        assertThat(inOrder).hasSize(12).isSorted();
        assertThat(inOrder.get(0).getFileName().toString())
                .matches("events\\.out\\.tfevents\\.1700000000\\.[A-Za-z0-9.-]+\\."
                        + ProcessHandle.current().pid() + "\\.\\d+");
    }

    @Test
    void eventsAreFlushedAfterTenSeconds() throws IOException {
        Instant[] now = {NOW};
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        TensorBoardFile file = new TensorBoardFile(Path.of("memory"), written, () -> now[0]);

        now[0] = NOW.plusMillis(9_999);
        file.write(1, new SummaryMessage().scalar("a", 1));
        assertThat(written.size()).isZero();
        now[0] = NOW.plusSeconds(10);
        file.write(2, new SummaryMessage().scalar("a", 2));
        assertThat(written.size()).isPositive();
    }

    @Test
    void aFullDiskIsReportedInOneLineWithTheFile() throws IOException {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        TensorBoardFile file = new TensorBoardFile(Path.of("run/events"), full, InstantSource.fixed(NOW));

        assertThatThrownBy(file::flush)
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot write TensorBoard events to " + Path.of("run/events") + ": No space left on device");
    }

    @Test
    void aFolderThatCannotBeCreatedIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("tensorboard"), "not a folder");

        assertThatThrownBy(() -> TensorBoardFile.create(file, InstantSource.system()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write TensorBoard events to " + file)
                .hasMessageNotContaining("\n");
    }

    @Test
    void anImageThatIsNotAPngIsRejected() throws IOException {
        Path jpeg = Files.writeString(folder.resolve("step-1.png"), "JFIF, and certainly longer than a header is");

        assertThatThrownBy(() -> new SummaryMessage().image("reconstructions", jpeg))
                .hasMessage(jpeg + " is not a PNG file");
    }
}
