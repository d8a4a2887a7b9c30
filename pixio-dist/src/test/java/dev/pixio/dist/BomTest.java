package dev.pixio.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** pixio-bom, which has no parent and so repeats what the parent says. */
class BomTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final List<String> NOT_PUBLISHED = List.of("pixio-bench", "pixio-dist", "pixio-bom");

    @Test
    void itListsEveryPublishedModule() throws IOException {
        List<String> modules = found("pom.xml", "<module>(pixio-[a-z-]+)</module>").stream()
                .filter(module -> !NOT_PUBLISHED.contains(module))
                .toList();

        assertThat(modules).contains("pixio-embed", "pixio-train");
        assertThat(found("pixio-bom/pom.xml", "<artifactId>(pixio-[a-z-]+)</artifactId>"))
                .filteredOn(name -> !name.equals("pixio-bom"))
                .containsExactlyInAnyOrderElementsOf(modules);
    }

    @Test
    void itsVersionIsThatOfTheProject() throws IOException {
        String version = "(?s)<artifactId>pixio-(?:parent|bom)</artifactId>\\s*<version>([^<]+)</version>";

        assertThat(found("pixio-bom/pom.xml", version)).isEqualTo(found("pom.xml", version));
    }

    private static List<String> found(String file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(PROJECT.resolve(file)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
