package dev.pixio.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.Pictures;
import dev.pixio.image.RgbImage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {

    @TempDir
    Path temporary = Path.of("");

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(temporary.resolve("pictures"));
    }

    @Test
    void picturesAreFoundInNaturalOrder() throws IOException {
        picture(
                "img10.jpg",
                "img2.PNG",
                "b/2.webp",
                "b/10.tiff",
                "c.gif",
                "notes.txt",
                "jpg",
                ".hidden.jpg",
                ".git/x.png");
        assertThat(names()).containsExactly("b/2.webp", "b/10.tiff", "c.gif", "img2.PNG", "img10.jpg");
    }

    @Test
    void oddNamesAreNames() throws IOException {
        picture("-dash.jpg", " two  blanks .jpg", "a.b.c.jpg", "quote'\".jpg");
        assertThat(names()).containsExactlyInAnyOrder("-dash.jpg", " two  blanks .jpg", "a.b.c.jpg", "quote'\".jpg");
        try (RgbImage image = FolderSource.of(folder).read(0)) {
            assertThat(image.width()).isEqualTo(4);
        }
    }

    @Test
    void namesMayBeInAnyScript() throws IOException {
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        Assumptions.assumeTrue(names.newEncoder().canEncode("猫"), "skipped: file names are " + names + " here");
        picture("猫.jpg", "été/ñ.png");
        assertThat(names()).containsExactlyInAnyOrder("猫.jpg", "été/ñ.png");
        try (RgbImage image = FolderSource.of(folder).read(0)) {
            assertThat(image.width()).isEqualTo(4);
        }
    }

    @Test
    void linksAreFollowedAndNothingIsFoundTwice() throws IOException {
        picture("a/1.jpg", "b/2.jpg");
        Path outside = temporary.resolve("outside");
        Path deep = Files.createDirectories(outside.resolve("deep"));
        write(deep.resolve("3.jpg"));
        link("a/circle", folder);
        link("again", folder.resolve("b"));
        link("c", outside);
        link("d", deep);
        link("same.jpg", folder.resolve("a/1.jpg"));
        link("e.jpg", deep.resolve("3.jpg"));
        link("nowhere.jpg", temporary.resolve("gone.jpg"));
        link("loop.jpg", folder.resolve("loop.jpg"));
        assertThat(names()).containsExactly("a/1.jpg", "b/2.jpg", "c/deep/3.jpg");
    }

    @Test
    void linksToHiddenFilesAreFollowed() throws IOException {
        write(Files.createDirectories(folder.resolve(".store/objects")).resolve("4f2a.jpg"));
        link("cat.jpg", folder.resolve(".store/objects/4f2a.jpg"));
        assertThat(names()).containsExactly("cat.jpg");
    }

    @Test
    void oneFileIsASource() throws IOException {
        picture("only.jpg");
        try (FolderSource source = FolderSource.of(folder.resolve("only.jpg"))) {
            assertThat(source.size()).isEqualTo(1);
            assertThat(source.description()).isEqualTo("the picture " + folder.resolve("only.jpg"));
            source.read(0).close();
        }
    }

    @Test
    void descriptionIsOneLineForThePlan() throws IOException {
        picture("1.jpg");
        assertThat(FolderSource.of(folder).description()).isEqualTo("1 picture in " + folder);
        picture("2.jpg");
        assertThat(FolderSource.of(folder).description()).isEqualTo("2 pictures in " + folder);
    }

    /** The expected digests are Python's hashlib's, of the size and the names with a zero byte behind each. */
    @Test
    void fingerprintIsOfTheNamesAndNotOfTheirPlace() throws IOException {
        picture("img1.jpg", "b/2.jpg");
        assertThat(FolderSource.of(folder).fingerprint()).isEqualTo("d34132f13fb4e177");
        Path moved = Files.move(folder, temporary.resolve("elsewhere"));
        assertThat(FolderSource.of(moved).fingerprint()).isEqualTo("d34132f13fb4e177");
        Files.delete(moved.resolve("b/2.jpg"));
        Files.move(moved.resolve("img1.jpg"), moved.resolve("only.jpg"));
        assertThat(FolderSource.of(moved).fingerprint()).isEqualTo("9222dd1a05176aab");
        assertThat(FolderSource.of(moved.resolve("only.jpg")).fingerprint()).isEqualTo("9222dd1a05176aab");
    }

    @Test
    void errorsSayWhatWasLookedFor() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "no picture");
        assertThatThrownBy(() -> FolderSource.of(folder))
                .isInstanceOf(IOException.class)
                .hasMessage("no pictures in " + folder
                        + ": looked for jpg jpeg jpe jfif png webp gif bmp tif tiff pnm ppm pgm pbm,"
                        + " and found 1 files of other kinds");
        assertThatThrownBy(() -> FolderSource.of(folder.resolve("gone")))
                .hasMessage("no such folder: " + folder.resolve("gone"));
        assertThatThrownBy(() -> FolderSource.of(folder.resolve("notes.txt")))
                .hasMessageEndingWith("notes.txt is neither a folder nor a picture: not a picture: starts with 'no'");
    }

    @Test
    void pathsAreKeptOverManyBlocks() {
        PathTable table = new PathTable();
        for (int i = 0; i < 200_000; i++) {
            table.add(i % 1000 < 500 ? "a/" : "", "é" + i + ".jpg");
        }
        assertThat(table.size()).isEqualTo(200_000);
        assertThat(table.get(0)).isEqualTo("a/é0.jpg");
        assertThat(table.get(65_535)).isEqualTo("é65535.jpg");
        assertThat(table.get(65_536)).isEqualTo("é65536.jpg");
        assertThat(table.get(199_400)).isEqualTo("a/é199400.jpg");
        assertThatThrownBy(() -> table.get(200_000)).hasMessage("picture 200000 of 200000");
    }

    @Test
    void checkLooksAtEveryFile() throws IOException, InterruptedException {
        picture("2.jpg", "10.jpg", "sub/noextension");
        Files.writeString(folder.resolve("3.jpg"), "<html>");
        List<String> lines = new ArrayList<>();
        new DataCheck(ImageDecoder.withDefaults(), 3)
                .run(folder, verdict -> lines.add(verdict.file() + " " + verdict.ok() + " " + verdict.detail()));
        assertThat(lines)
                .containsExactly(
                        "2.jpg true ",
                        "3.jpg false not a picture: starts with '<html>'",
                        "10.jpg true ",
                        "sub/noextension true a run does not look for files of this extension");
    }

    private List<String> names() throws IOException {
        FolderSource source = FolderSource.of(folder);
        return LongStream.range(0, source.size()).mapToObj(source::name).toList();
    }

    private void picture(String... names) throws IOException {
        for (String name : names) {
            write(folder.resolve(name));
        }
    }

    private static void write(Path file) throws IOException {
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.write(file, Pictures.encode(Pictures.gradient(4, 4), "jpg"));
    }

    private void link(String name, Path target) throws IOException {
        try {
            Files.createSymbolicLink(folder.resolve(name), target);
        } catch (UnsupportedOperationException e) {
            Assumptions.abort("skipped: there are no symbolic links here");
        }
    }
}
