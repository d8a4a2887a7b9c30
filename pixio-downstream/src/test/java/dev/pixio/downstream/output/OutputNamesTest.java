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
}
