package dev.pixio.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
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
        folder = Files.createDirectories(temporary.resolve("images"));
    }

    @Test
    void imagesAreFoundInNaturalOrder() throws IOException {
        image(
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
    void namesMayContainSpacesQuotesAndDashes() throws IOException {
        image("-dash.jpg", " two  blanks .jpg", "a.b.c.jpg", "quote'\".jpg");
        assertThat(names()).containsExactlyInAnyOrder("-dash.jpg", " two  blanks .jpg", "a.b.c.jpg", "quote'\".jpg");
        try (RgbImage image = FolderSource.of(folder).read(0)) {
            assertThat(image.width()).isEqualTo(4);
        }
    }

    @Test
    void namesMayBeInAnyScript() throws IOException {
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        Assumptions.assumeTrue(names.newEncoder().canEncode("猫"), "skipped: file names are " + names + " here");
        image("猫.jpg", "été/ñ.png");
        assertThat(names()).containsExactlyInAnyOrder("猫.jpg", "été/ñ.png");
        try (RgbImage image = FolderSource.of(folder).read(0)) {
            assertThat(image.width()).isEqualTo(4);
        }
    }

    @Test
    void linksAreFollowedAndEachFileIsFoundOnce() throws IOException {
        image("a/1.jpg", "b/2.jpg");
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
        image("only.jpg");
        try (FolderSource source = FolderSource.of(folder.resolve("only.jpg"))) {
            assertThat(source.size()).isEqualTo(1);
            assertThat(source.description()).isEqualTo("the image " + folder.resolve("only.jpg"));
            source.read(0).close();
        }
    }

    @Test
    void descriptionIsOneLineWithTheNumberOfImages() throws IOException {
        image("1.jpg");
        assertThat(FolderSource.of(folder).description()).isEqualTo("1 image in " + folder);
        image("2.jpg");
        assertThat(FolderSource.of(folder).description()).isEqualTo("2 images in " + folder);
    }

    /** Expected digests from Python's hashlib, of the size and the names with a zero byte after each. */
    @Test
    void fingerprintDependsOnTheNamesAndNotOnTheFolder() throws IOException {
        image("img1.jpg", "b/2.jpg");
        assertThat(FolderSource.of(folder).fingerprint()).isEqualTo("d34132f13fb4e177");
        Path moved = Files.move(folder, temporary.resolve("elsewhere"));
        assertThat(FolderSource.of(moved).fingerprint()).isEqualTo("d34132f13fb4e177");
        Files.delete(moved.resolve("b/2.jpg"));
        Files.move(moved.resolve("img1.jpg"), moved.resolve("only.jpg"));
        assertThat(FolderSource.of(moved).fingerprint()).isEqualTo("9222dd1a05176aab");
        assertThat(FolderSource.of(moved.resolve("only.jpg")).fingerprint()).isEqualTo("9222dd1a05176aab");
    }

    @Test
    void errorsNameTheExtensionsLookedFor() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "no image");
        assertThatThrownBy(() -> FolderSource.of(folder))
                .isInstanceOf(IOException.class)
                .hasMessage("no images in " + folder
                        + ": looked for jpg jpeg jpe jfif png webp gif bmp tif tiff pnm ppm pgm pbm pam");
        Files.write(folder.resolve("photos.zip"), new byte[] {'P', 'K', 3, 4});
        assertThatThrownBy(() -> FolderSource.of(folder)).hasMessageEndingWith(" pam, and left out 1 zip archive");
        assertThatThrownBy(() -> FolderSource.of(folder.resolve("gone")))
                .hasMessage("no such folder: " + folder.resolve("gone"));
        assertThatThrownBy(() -> FolderSource.of(folder.resolve("notes.txt")))
                .hasMessageEndingWith("notes.txt is a text file: give a folder of images, or one image");
    }

    /** Simulates missing permissions, failures of a network file system, and folders deleted during the walk. */
    @Test
    @SuppressWarnings("StreamResourceLeak") // the walk closes it
    void aFolderThatCannotBeListedIsSkipped() throws IOException {
        image("a/1.jpg", "b/2.jpg", "b/3.jpg", "c/4.jpg", "d/5.jpg", "e/6.jpg");
        FolderWalk.Listing listing = directory -> {
            switch (directory.getFileName().toString()) {
                case "a" -> throw new AccessDeniedException(directory.toString());
                case "b" -> {
                    return failing(Files.newDirectoryStream(directory));
                }
                case "c" -> throw new NoSuchFileException(directory.toString());
                case "d" -> throw new FileSystemException(directory.toString(), null, "Stale file handle");
                default -> {
                    return Files.newDirectoryStream(directory);
                }
            }
        };

        PathTable found = FolderWalk.of(folder, FolderWalk.Selection.EVERY_FILE, Set.of(), progress -> {}, listing)
                .files();

        assertThat(found.size()).isEqualTo(2);
        assertThat(found.get(0)).startsWith("b/");
        assertThat(found.get(1)).isEqualTo("e/6.jpg");
    }

    @Test
    @SuppressWarnings("StreamResourceLeak") // the walk closes it
    void filesDeletedDuringTheWalkAreSkipped() throws IOException {
        image("a/1.jpg", "b/2.jpg", "c.jpg", "d.jpg");
        link("e.jpg", Files.createFile(temporary.resolve("outside.jpg")));
        FolderWalk.Listing listing = directory -> {
            DirectoryStream<Path> listed = Files.newDirectoryStream(directory);
            if (directory.endsWith("a")) {
                Files.delete(folder.resolve("b/2.jpg"));
                Files.delete(folder.resolve("b"));
                Files.delete(folder.resolve("c.jpg"));
                Files.delete(temporary.resolve("outside.jpg"));
            }
            return listed;
        };

        PathTable found = FolderWalk.of(folder, FolderWalk.Selection.EVERY_FILE, Set.of(), progress -> {}, listing)
                .files();

        assertThat(LongStream.range(0, found.size()).mapToObj(found::get)).containsExactly("a/1.jpg", "d.jpg");
    }

    @Test
    @SuppressWarnings("StreamResourceLeak") // the walk closes it
    void aRootThatCannotBeListedIsAnError() throws IOException {
        image("1.jpg", "2.jpg");
        assertThatThrownBy(() -> FolderWalk.of(
                        folder,
                        FolderWalk.Selection.EVERY_FILE,
                        Set.of(),
                        progress -> {},
                        directory -> failing(Files.newDirectoryStream(directory))))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot list the folder " + folder.toRealPath()
                        + ": it can be listed only in part: Input/output error");
        assertThatThrownBy(() ->
                        FolderWalk.of(folder, FolderWalk.Selection.EVERY_FILE, Set.of(), progress -> {}, directory -> {
                            throw new AccessDeniedException(directory.toString());
                        }))
                .hasMessage("cannot list the folder " + folder.toRealPath() + ": no permission");
    }

    /** Returns one entry, then fails. */
    private static DirectoryStream<Path> failing(DirectoryStream<Path> whole) {
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> entries = whole.iterator();
                return new Iterator<>() {
                    private boolean first = true;

                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public Path next() {
                        if (!first) {
                            throw new DirectoryIteratorException(new IOException("Input/output error"));
                        }
                        first = false;
                        return entries.next();
                    }
                };
            }

            @Override
            public void close() throws IOException {
                whole.close();
            }
        };
    }

    @Test
    void progressIsReportedFromTimeToTime() throws IOException {
        for (int i = 0; i < 2500; i++) {
            Files.createFile(folder.resolve(i + (i % 2 == 0 ? ".jpg" : ".txt")));
        }
        List<Long> reported = new ArrayList<>();

        FolderSource.of(folder, ImageDecoder.withDefaults(), Set.of(), reported::add);

        assertThat(reported)
                .containsExactly(512L, 1024L); // after 1024 and 2048 entries, of which every other is an image
    }

    @Test
    void pathsAreStoredOverManyBlocks() {
        PathTable table = new PathTable();
        for (int i = 0; i < 200_000; i++) {
            table.add(i % 1000 < 500 ? "a/" : "", "é" + i + ".jpg");
        }
        assertThat(table.size()).isEqualTo(200_000);
        assertThat(table.get(0)).isEqualTo("a/é0.jpg");
        assertThat(table.get(65_535)).isEqualTo("é65535.jpg");
        assertThat(table.get(65_536)).isEqualTo("é65536.jpg");
        assertThat(table.get(199_400)).isEqualTo("a/é199400.jpg");
        assertThatThrownBy(() -> table.get(200_000)).hasMessage("image 200000 of 200000");
    }

    @Test
    void checkDecodesEveryFile() throws IOException, InterruptedException {
        image("2.jpg", "10.jpg", "sub/noextension");
        Files.writeString(folder.resolve("3.jpg"), "<html>");
        List<String> lines = new ArrayList<>();
        new DataCheck(ImageDecoder.withDefaults(), 3)
                .run(folder, result -> lines.add(result.file() + " " + result.ok() + " " + result.detail()));
        assertThat(lines)
                .containsExactly(
                        "2.jpg true ",
                        "3.jpg false not an image: starts with '<html>'",
                        "10.jpg true ",
                        "sub/noextension true a run needs an extension of its format");
    }

    private List<String> names() throws IOException {
        FolderSource source = FolderSource.of(folder);
        return LongStream.range(0, source.size()).mapToObj(source::name).toList();
    }

    private void image(String... names) throws IOException {
        for (String name : names) {
            write(folder.resolve(name));
        }
    }

    private static void write(Path file) throws IOException {
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.write(file, TestImages.encode(TestImages.gradient(4, 4), "jpg"));
    }

    private void link(String name, Path target) throws IOException {
        try {
            Files.createSymbolicLink(folder.resolve(name), target);
        } catch (UnsupportedOperationException e) {
            Assumptions.abort("skipped: this system has no symbolic links");
        }
    }
}
