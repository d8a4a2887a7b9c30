package dev.pixio.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void theSampleInTheReadmeIsTheCompiledOne() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String source = Files.readString(Path.of("src/test/java/dev/pixio/readme/ReadmeSample.java"));

        List<String> compiled = source.split("// README\n", -1)[1]
                .stripIndent()
                .stripTrailing()
                .lines()
                .toList();
        List<String> shown = readme.split("```java\n", -1)[1]
                .split("```", -1)[0]
                .stripTrailing()
                .lines()
                .toList();

        assertThat(shown).isEqualTo(compiled.stream().map(String::stripTrailing).toList());
        assertThat(shown).hasSizeLessThanOrEqualTo(26);
    }

    @Test
    void everyLinkedPathExists() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        List<String> links = java.util.regex.Pattern.compile("\\]\\(([^)#]+)\\)")
                .matcher(readme)
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.startsWith("http"))
                .toList();

        assertThat(links)
                .isNotEmpty()
                .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
    }
}
