package dev.pixio.data.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.image.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSourcesTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void images() throws IOException {
        byte[] image = TestImages.encode(TestImages.gradient(4, 3), "png");
        for (String name : List.of("a/1.png", "a/deep/2.png", "a/x.jpg", "b,c/3.png", "b=0.5/4.png")) {
            Files.createDirectories(folder.resolve(name).resolveSibling(""));
            Files.write(folder.resolve(name), image);
        }
        Files.writeString(folder.resolve("some.TXT"), "a/1.png\nb=0.5/4.png\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | [1.png, deep/2.png, x.jpg]",
                "a/1.png | [a/1.png]",
                "some.TXT | [a/1.png, b=0.5/4.png]",
                "a,b,c | [a/1.png, a/deep/2.png, a/x.jpg, b,c/3.png]",
                "a/deep=2,b=0.5=1 | [deep/2.png, b=0.5/4.png]",
                "b,c | [3.png]",
                "b=0.5 | [4.png]",
                "a/*.png | [1.png]",
                "a/**/*.png | [1.png, deep/2.png]",
                "**/[2-4].png | [a/deep/2.png, b,c/3.png, b=0.5/4.png]",
                "{a,b=0.5}/?.png | [a/1.png, b=0.5/4.png]",
                "*/deep | [a/deep/2.png]",
            })
    void valuesNameImages(String value, String names) throws IOException {
        assertThat(names(value)).hasToString(names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,some.TXT=0.5 | some sources have a weight and others have none",
                "a/=0 | the weight of DIR/a/ must be greater than 0, not 0",
                "a/=1e | the weight of DIR/a/ must be a number, not 1e",
                "a,a/ | DIR/a/ is given twice: to draw its images more often, give it a weight",
                "gone,a | no such folder: DIR/gone",
                "a/*.webp | no image matches DIR/a/*.webp; there are 3 in DIR/a",
                "none/*.png | there is no folder DIR/none",
                "a/{b,{c}} | is not valid: braces are nested",
                "a/[b | is not valid: a [ is not closed"
            })
    void mistakesAreOneLine(String value, String message) {
        assertThatThrownBy(() -> names(value)).hasMessageContaining(message.replace("DIR", folder.toString()));
    }

    @Test
    void anEmptyItemIsAMistake() {
        assertThatThrownBy(() -> DataItem.of("a,,b"))
                .hasMessage("'a,,b' has an empty item: write paths with single commas between them");
    }

    @Test
    void aParameterOfAnAddressIsNoWeight() {
        assertThat(DataItem.of("https://h/x.tar?download=1,https://h/y.tar=2"))
                .containsExactly(
                        new DataItem("https://h/x.tar?download=1", OptionalDouble.empty()),
                        new DataItem("https://h/y.tar", OptionalDouble.of(2)));
    }

    @Test
    void pathsWithCommasCanBeJoined() {
        String value = DataItem.join(
                List.of(folder.resolve("a").toString(), folder.resolve("b,c").toString()));
        assertThat(DataItem.of(value).stream().map(DataItem::text))
                .containsExactly(
                        folder.resolve("a").toString(), folder.resolve("b,c").toString());
    }

    @Test
    void labelsHaveAsManyFoldersAsDistinguishThem() {
        assertThat(Labels.of(List.of("/x/train/", "/y/train", "voc2007:trainval")))
                .containsExactly("x/train", "y/train", "voc2007:trainval");
    }

    /** The value with the test's folder before each of its items. */
    private List<String> names(String value) throws IOException {
        String first = folder + "/" + value;
        String located = DataItem.exists(first) || value.contains("{")
                ? first
                : first.replace(",", "," + folder + "/").replace("/b," + folder + "/c", "/b\\,c");
        try (ImageSource source = DataSources.STANDARD.open(located, SourceSettings.DEFAULT)) {
            return LongStream.range(0, source.size())
                    .mapToObj(source::name)
                    .map(name -> name.replace(folder + "/", ""))
                    .toList();
        }
    }
}
