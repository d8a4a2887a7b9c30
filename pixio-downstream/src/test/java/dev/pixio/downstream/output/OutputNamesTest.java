package dev.pixio.downstream.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.folder.FolderSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputNamesTest {

    @TempDir
    private Path folder;

    @Test
    void eachImageHasAFileOfItsOwn() throws Exception {
        for (String name : List.of("x.jpg", "x.png", "x.jpg.bmp", "y.png", "z.jpg.png", "Z.JPG")) {
            Files.writeString(folder.resolve(name), name);
        }
        try (FolderSource source = FolderSource.of(folder)) {
            OutputNames names = new OutputNames(source);

            List<String> files = LongStream.range(0, source.size())
                    .mapToObj(i -> names.of(Path.of("out"), i).toString())
                    .toList();

            assertThat(files)
                    .containsExactlyInAnyOrder(
                            "out/x.jpg.png",
                            "out/x.png.png",
                            "out/x.jpg.bmp.png",
                            "out/y.png",
                            "out/z.jpg.png.png",
                            "out/Z.png");
        }
    }

    private List<String> files(String... images) throws Exception {
        Files.writeString(folder.resolve("image.jpg"), "image");
        try (FolderSource source = FolderSource.of(folder)) {
            OutputNames names = new OutputNames(new RenamedImages(source, List.of(images)));
            return LongStream.range(0, images.length)
                    .mapToObj(i -> names.of(Path.of("out"), i).toString())
                    .toList();
        }
    }

    @Test
    void imagesOfOneNameAreNumberedInTheirOrder() throws Exception {
        assertThat(files("dup.jpg", "a.jpg", "dup.jpg", "dup.jpg"))
                .containsExactly("out/dup.jpg.png", "out/a.png", "out/dup.jpg.2.png", "out/dup.jpg.3.png");
        assertThat(files("a.jpg", "a.jpg", "a.jpg.2.bmp"))
                .as("a number that another image has is passed over")
                .containsExactly("out/a.jpg.png", "out/a.jpg.3.png", "out/a.jpg.2.png");
    }

    @Test
    void namesThatAreEqualOnADiskThatIgnoresCaseAreNumbered() throws Exception {
        assertThat(files("A.jpg", "a.jpg", "S/x.jpg", "s/X.jpg"))
                .containsExactly("out/A.jpg.png", "out/a.jpg.2.png", "out/S/x.jpg.png", "out/s/X.jpg.2.png");
    }

    @Test
    void spellingsOfOnePathAreNumbered() throws Exception {
        assertThat(files("../a.jpg", "_/a.jpg", "./b.jpg", "b.jpg"))
                .containsExactly("out/_/a.jpg.png", "out/_/a.jpg.2.png", "out/b.jpg.png", "out/b.jpg.2.png");
    }

    @Test
    void noFileIsWhereAFolderIs() throws Exception {
        assertThat(files("x.jpg", "x.png/y.jpg")).containsExactly("out/x.jpg.2.png", "out/x.png/y.png");
    }
}
