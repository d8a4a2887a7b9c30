package dev.pixio.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.LeftOut;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.TestImages;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listing leaves out, and says. */
class LeftOutTest {

    @TempDir
    private Path temporary;

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(temporary.resolve("photos"));
        image("1.png");
    }

    @Test
    void filesThatAreNotReadAreCountedByKind() throws IOException {
        empty("a.avif", "sub/b.AVIF", "c.jxl", "d.jp2", "e.heic", "f.nef", "g.cr2", "h.zip", "i.zip", "j.mp4", "k.xyz");
        assertThat(lines())
                .containsExactly(
                        "2 AVIF, 2 camera RAW, 2 zip archives, 1 HEIC, 1 JPEG 2000, 1 JPEG XL, 1 video, 1 .xyz");
        assertThat(source().leftOut().counts()).containsEntry("AVIF", 2L).containsEntry("video", 1L);
        assertThat(source().leftOut().lines("photos")).first().asString().startsWith("left out of photos: 2 AVIF");
    }

    @Test
    void dicomFilesAmongImagesAreNamedWithWhatReadsThem() throws IOException, InterruptedException {
        empty("a.dcm", "b/c.dcm");
        List<String> expected = List.of("2 DICOM", "its DICOM files, which are read as dicom:" + folder);
        assertThat(lines()).isEqualTo(expected);
        assertThat(new DataCheck(ImageDecoder.withDefaults(), 1)
                        .run(folder, result -> {})
                        .lines())
                .isEqualTo(expected);
    }

    @Test
    void textAndHiddenFilesAreNotMentioned() throws IOException {
        empty(
                "notes.txt",
                "1.JSON",
                "labels.csv",
                "README",
                "LICENSE",
                "Thumbs.db",
                ".DS_Store",
                ".x/a.avif",
                "1.xmp",
                "desktop.ini");
        assertThat(source().leftOut()).isEqualTo(LeftOut.NONE);
    }

    @Test
    void filesWithoutAnExtensionAreCountedAndAnImageAmongThemIsNamed() throws IOException {
        empty("a");
        assertThat(lines()).containsExactly("1 without an extension");
        Files.write(folder.resolve("4f2a"), TestImages.encode(TestImages.gradient(4, 4), "jpg"));
        assertThat(lines())
                .containsExactly(
                        "2 without an extension; 4f2a is JPEG by its content: give such files their extension to"
                                + " use them");
    }

    /** Where a line is cut, an archive matters more than many unknown extensions. */
    @Test
    void knownKindsAreNamedFirst() throws IOException {
        for (String extension : List.of("bak", "old", "orig", "tmp", "swp", "xyz", "abc", "def", "ghi")) {
            empty("1." + extension, "2." + extension);
        }
        empty("photos.zip", "b.avif");
        assertThat(lines()).hasSize(1).first().asString().startsWith("1 AVIF, 1 zip archive, 2 .abc, ");
    }

    /** A crawl names files by their address: the part after the last dot is then no extension. */
    @Test
    void kindsAreFewWhateverTheNamesAre() throws IOException {
        for (int i = 0; i < 300; i++) {
            empty("a." + i, "b.jpg?w=" + i, "c.ext" + i);
        }
        LeftOut leftOut = source().leftOut();
        assertThat(leftOut.counts()).hasSizeLessThan(110).containsKey("with other extensions");
        assertThat(leftOut.counts().values().stream().mapToLong(n -> n).sum()).isEqualTo(900);
        assertThat(leftOut.lines()).hasSize(1).first().asString().endsWith(" of other kinds");
    }

    @Test
    void linksThatAreNotFollowedAreCounted() throws IOException {
        image("2.png");
        link("3.png", folder.resolve("1.png"));
        link("4.png", folder.resolve("2.png"));
        link("again", folder);
        link("nowhere.png", temporary.resolve("gone.png"));
        link("loop.png", folder.resolve("loop.png"));
        assertThat(lines())
                .containsExactly(
                        "3 links to what is listed already, first 3.png", "2 links that lead nowhere, first loop.png");
    }

    @Test
    @SuppressWarnings("StreamResourceLeak") // the walk closes it
    void aFolderThatCannotBeListedIsNamedWithTheReason() throws IOException {
        image("private/2.png");
        LeftOut leftOut = FolderWalk.of(folder, FolderWalk.Selection.IMAGES, Set.of(), progress -> {}, directory -> {
                    if (directory.endsWith("private")) {
                        throw new AccessDeniedException(directory.toString());
                    }
                    return Files.newDirectoryStream(directory);
                })
                .leftOut();
        assertThat(leftOut.lines())
                .containsExactly("1 folder that cannot be listed completely, private/: no permission");
        assertThat(leftOut.unreadable()).isEqualTo(1);
    }

    @Test
    void aFolderOfARunIsLeftOut() throws IOException {
        run("runs/a");
        image("runs/a/extra.png", "runs/b.png");
        assertThat(names()).containsExactly("1.png", "runs/b.png");
        assertThat(lines())
                .containsExactly(
                        "1 folder of a run, runs/a/",
                        "1 image in runs/a/, a folder of output: move it out of it to use it");
    }

    /** As after a training on one of the folders with --out in it. */
    @Test
    void imagesOfTheUserInTheFolderOfARunAreNamed() throws IOException {
        run("d");
        image("d/2.png", "d/sub/3.jpg", "d/.hidden/4.png", "d/tensorboard/5.png");
        run("e");
        assertThat(names()).containsExactly("1.png");
        assertThat(lines())
                .containsExactly(
                        "2 folders of runs, first d/",
                        "2 images in d/, a folder of output: move them out of it to use them");
        assertThat(source().leftOut().counts()).containsEntry("images in folders of output", 2L);
    }

    @Test
    void aPipeWithTheNameOfAnImageIsCounted() throws IOException, InterruptedException {
        try {
            int code = new ProcessBuilder(
                            "mkfifo",
                            folder.resolve("2.jpg").toString(),
                            folder.resolve("pipe").toString())
                    .start()
                    .waitFor();
            Assumptions.assumeTrue(code == 0, "skipped: mkfifo failed");
        } catch (IOException e) {
            Assumptions.abort("skipped: this system has no mkfifo");
        }
        assertThat(lines()).containsExactly("1 pipe, device or socket with the name of an image, 2.jpg");
    }

    @Test
    void aConfigurationBesideImagesIsNoRun() throws IOException {
        empty("yolo/config.yaml");
        image("yolo/2.png", "yolo/checkpoints/3.png");
        assertThat(names()).containsExactly("1.png", "yolo/2.png", "yolo/checkpoints/3.png");
    }

    @Test
    void ofARunThatIsTheFolderOnlyWhatItWroteIsLeftOut() throws IOException {
        run(".");
        assertThat(names()).containsExactly("1.png");
        assertThat(lines()).containsExactly("2 folders that a run wrote, first checkpoints/");
        Files.delete(folder.resolve("1.png"));
        assertThatThrownBy(this::source)
                .hasMessage("no images in " + folder + ": it is the folder of a run; give the folder of your images");
    }

    @Test
    void linksToReconstructionsAreLeftOutWhereverTheyAre() throws IOException {
        Path run = temporary.resolve("elsewhere");
        Files.createDirectories(run.resolve("reconstructions"));
        Files.createFile(run.resolve("config.yaml"));
        write(run.resolve("reconstructions/step-1.png"));
        write(run.resolve("images/2.png"));
        link("a", run);
        link("b", run.resolve("reconstructions"));
        link("c.png", run.resolve("reconstructions/step-1.png"));
        link("d", run.resolve("images"));
        assertThat(names()).containsExactly("1.png", "d/2.png");
        assertThat(lines()).containsExactly("1 folder of a run, a/", "2 folders that a run wrote, first b");
        assertThatThrownBy(() -> FolderSource.of(run.resolve("reconstructions")))
                .hasMessageContaining("holds images that a run has drawn, which are not data");
    }

    @Test
    void linksToImagesInARunThatItDidNotWriteAreUsed() throws IOException {
        run("run");
        image("run/mine/2.png", "run/mine/3.png", "run/4.png");
        link("a.png", folder.resolve("run/mine/2.png"));
        link("b", folder.resolve("run/mine"));
        link("c", folder.resolve("run"));
        link("z.png", folder.resolve("run/4.png"));
        assertThat(names()).containsExactly("1.png", "a.png", "b/3.png", "z.png");
        assertThat(lines()).containsExactly("2 folders of runs, first c/", "1 link to what is listed already, b/2.png");
    }

    /** Else a first start would use images in the folder of the run that the second start leaves out. */
    @Test
    void theOutputOfTheCommandIsLeftOutBeforeItIsARun() throws IOException {
        image("out/2.png", "sheet.png");
        Set<Path> outputs = Set.of(folder.resolve("out"), folder.resolve("sheet.png"), folder.resolve("not yet"));
        FolderSource source = FolderSource.of(folder, ImageDecoder.withDefaults(), outputs, found -> {});
        assertThat(names(source)).containsExactly("1.png");
        assertThat(source.leftOut().lines())
                .containsExactly(
                        "2 outputs of this command, first out/",
                        "1 image in out/, a folder of output: move it out of it to use it");
    }

    @Test
    void imagesInsideOfTheOutputAreUsed() throws IOException {
        run("..");
        FolderSource source = FolderSource.of(folder, ImageDecoder.withDefaults(), Set.of(temporary), found -> {});
        assertThat(names(source)).containsExactly("1.png");
    }

    @Test
    void aRunIsNoClass() throws IOException {
        image("a/1.png", "b/2.png", "cache/3.png");
        run("run");
        ClassFolderSource source = ClassFolderSource.of(folder, Set.of(folder.resolve("cache")));
        assertThat(source.classes()).containsExactly("a", "b");
        assertThat(source.size()).isEqualTo(2);
        assertThat(source.leftOut().counts()).containsKeys("folders of runs", "outputs of this command");
    }

    @Test
    void aRunInsteadOfClassesIsNamed() throws IOException {
        run("runs/first");
        assertThatThrownBy(() -> ClassFolderSource.of(folder.resolve("runs/first")))
                .hasMessageEndingWith("runs/first is the folder of a run; give the folder of your labelled images");
    }

    /** As {@code --out runs/first} makes it. */
    @Test
    void aFolderOfRunsIsNoClass() throws IOException {
        image("a/1.png", "b/2.png");
        run("runs/first");
        run("runs/second");
        assertThat(ClassFolderSource.of(folder).classes()).containsExactly("a", "b");
        Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> ClassFolderSource.of(folder)).hasMessageContaining("empty contains no images");
    }

    @Test
    void imagesBesideAFolderOfRunsHaveNoClass() throws IOException {
        run("runs/first");
        assertThatThrownBy(() -> ClassFolderSource.of(folder))
                .hasMessageStartingWith(
                        folder + " contains no class folders; labelled images need one folder per class");
        image("a/1.png", "a/2.png");
        assertThatThrownBy(() -> ClassFolderSource.of(folder))
                .hasMessageContaining("only one class, 'a', of 2 images; ");
    }

    @Test
    void aClassWithOtherKindsOnlyIsRefusedWithTheirCount() throws IOException {
        image("a/1.png");
        empty("b/1.avif", "b/2.avif");
        assertThatThrownBy(() -> ClassFolderSource.of(folder))
                .hasMessageContaining("b contains no images that are not in another class, only 2 AVIF;");
    }

    private FolderSource source() throws IOException {
        return FolderSource.of(folder);
    }

    private List<String> lines() throws IOException {
        return source().leftOut().lines();
    }

    private List<String> names() throws IOException {
        return names(source());
    }

    private static List<String> names(FolderSource source) {
        return LongStream.range(0, source.size()).mapToObj(source::name).toList();
    }

    private void run(String name) throws IOException {
        empty(name + "/config.yaml", name + "/checkpoints/latest");
        image(name + "/reconstructions/step-1.png");
    }

    private void image(String... names) throws IOException {
        for (String name : names) {
            write(folder.resolve(name));
        }
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, TestImages.encode(TestImages.gradient(4, 4), "png"));
    }

    private void empty(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(folder.resolve(name).resolveSibling(""));
            Files.createFile(folder.resolve(name));
        }
    }

    private void link(String name, Path target) throws IOException {
        try {
            Files.createSymbolicLink(folder.resolve(name), target);
        } catch (UnsupportedOperationException e) {
            Assumptions.abort("skipped: this system has no symbolic links");
        }
    }
}
