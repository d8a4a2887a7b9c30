package dev.pixio.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.LabelledSubset;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.data.remote.TestServer;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteTableTest {

    static {
        System.setProperty("pixio.http.wait", "1");
    }

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        for (String name : new String[] {"none.parquet", "pages-2.0.parquet", "dictionary-1.0.parquet", "hf.parquet"}) {
            server.with(name, Files.readAllBytes(GoldenTables.file(name)));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ImageSource remote(String name) throws IOException {
        return DataSources.STANDARD.open(server.address(name), SourceSettings.DEFAULT);
    }

    /** The widths of all images, in an order of its own; 0 of those that cannot be read. */
    private static int[] widths(ImageSource source) {
        int[] widths = new int[Math.toIntExact(source.size())];
        for (int i : new Random(1).ints(0, widths.length).limit(60).toArray()) {
            try (RgbImage image = source.read(i)) {
                widths[i] = image.width();
            } catch (ImageReadException e) {
                widths[i] = 0;
            }
        }
        return widths;
    }

    private static int[] local(String name) throws IOException {
        try (ImageSource source =
                DataSources.STANDARD.open(GoldenTables.file(name).toString(), SourceSettings.DEFAULT)) {
            return widths(source);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.parquet", "pages-2.0.parquet", "dictionary-1.0.parquet"})
    void imagesAreThoseOfTheFileOnDisk(String name) throws IOException {
        try (ImageSource source = remote(name)) {
            assertThat(widths(source)).isEqualTo(local(name));
        }
    }

    @Test
    void cutConnectionsContinue() throws IOException {
        server.cutting(700, 6);
        try (ImageSource source = remote("none.parquet")) {
            assertThat(widths(source)).isEqualTo(local("none.parquet"));
        }
    }

    @Test
    void aWrongLengthOfAPartDoesNotMatter() throws IOException {
        server.declaring(10);
        try (ImageSource source = remote("none.parquet")) {
            assertThat(widths(source)).isEqualTo(local("none.parquet"));
        }
    }

    @Test
    void severalFilesAndTheirClassesAreRead() throws IOException {
        String both = server.address("{hf,none}.parquet");
        try (ImageSource source = DataSources.STANDARD.open(both, SourceSettings.DEFAULT)) {
            assertThat(source.name(0)).isEqualTo("hf.parquet/0");
            assertThat(source.name(source.size() - 1)).startsWith("none.parquet/");
        }
        try (LabelledSource source = DataSources.STANDARD
                .openLabelled(server.address("hf.parquet"), SourceSettings.DEFAULT)
                .orElseThrow()) {
            assertThat(source.classes()).containsExactly("even", "odd");
            assertThat(source.labels())
                    .isEqualTo(IntStream.range(0, source.labels().length)
                            .map(i -> i % 2)
                            .toArray());
            assertThat(source.revision(0)).contains("\"");
        }
    }

    /** Of an address that is signed anew, images have the same names. */
    @Test
    void namesOfSeveralFilesHaveNoSignatures() throws IOException {
        String first;
        try (ImageSource source = DataSources.STANDARD.open(
                server.address("{hf,none}.parquet") + "?X-Amz-Signature=a/b", SourceSettings.DEFAULT)) {
            assertThat(source.name(0)).isEqualTo("hf.parquet/0");
            first = source.fingerprint();
        }
        try (ImageSource source = DataSources.STANDARD.open(
                server.address("{hf,none}.parquet") + "?X-Amz-Signature=c", SourceSettings.DEFAULT)) {
            assertThat(source.fingerprint()).isEqualTo(first);
        }
    }

    @Test
    void filesThatOnlyQueriesTellApartAreRead() throws IOException {
        String parts = server.address("none.parquet") + "?part={0,1}";
        try (ImageSource source = DataSources.STANDARD.open(parts, SourceSettings.DEFAULT)) {
            assertThat(source.name(0)).isEqualTo("none.parquet?part=0/0");
            assertThat(source.name(source.size() - 1)).startsWith("none.parquet?part=1/");
        }
        String twice = server.address("none.parquet") + "?part={0,0}";
        assertThatThrownBy(() -> DataSources.STANDARD.open(twice, SourceSettings.DEFAULT))
                .hasMessageContaining("is given twice");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void imagesAreIdentifiedIfTheServerTellsWhenTheFileChanges(boolean versions) throws IOException {
        if (!versions) {
            server.withoutVersions();
        }
        try (LabelledSource source = DataSources.STANDARD
                .openLabelled(server.address("hf.parquet"), SourceSettings.DEFAULT)
                .orElseThrow()) {
            assertThat(source.isIdentified()).isEqualTo(versions);
            try (LabelledSource part = new LabelledSubset(source, new int[] {0}, "one")) {
                assertThat(part.isIdentified()).isEqualTo(versions);
            }
        }
    }

    @Test
    void aServerWithoutPartsIsRefusedInOneLine() {
        server.withoutParts();
        assertThatThrownBy(() -> remote("none.parquet"))
                .hasMessage(server.address("none.parquet")
                        + " cannot be read: the server does not send parts of files, which this format needs:"
                        + " download it");
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsAskedForOnce() {
        assertThatThrownBy(() -> remote("other.parquet"))
                .hasMessage(server.address("other.parquet") + " cannot be read: the server has no such file (404)");
        assertThatThrownBy(() -> remote("other.arrow")).hasMessageContaining("cannot be read: the server has no such");
        assertThat(server.requests()).isEqualTo(2);
    }

    /** Nothing is said of the images, which may be readable: the command ends, and no image counts as unreadable. */
    @Test
    void aFileThatChangesIsNotReadOn() throws IOException {
        try (ImageSource source = remote("none.parquet")) {
            server.changed();
            assertThatThrownBy(() -> source.read(5))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage(server.address("none.parquet")
                            + " cannot be read: it is another file now: it changed while it was read");
        }
    }

    @Test
    void arrowOnAServerIsRefused() throws IOException {
        server.with("file.arrow", Files.readAllBytes(GoldenTables.file("file.arrow")));
        assertThatThrownBy(() -> remote("file.arrow"))
                .hasMessageContaining("is on a web server, and Arrow files are read from disk: download it");
    }
}
