package dev.pixio.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {

    @TempDir
    Path folder;

    @Test
    void weightsOrAnIndexMustBeNamed() {
        Cli run = Cli.run("serve");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("pixio: name weights with --weights, or an index: nothing else can be served");
    }

    @Test
    void optionsOfFeaturesAreNotForAnIndex() {
        Cli run = Cli.run("serve", folder.toString(), "--pool", "class-mean");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("pixio: --pool is for --weights without INDEX");
    }

    @Test
    void aFolderWithoutAnIndexIsOneLine() {
        Cli run = Cli.run("serve", folder.toString(), "--port", "0");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("pixio: there is no index in " + folder + ": make one with pixio index\n");
    }

    @Test
    void aBadTokenIsNotRepeated() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "s3cret");

        Cli run = Cli.run("serve", "--weights", "w", "--token-file", file.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("16 to 512").doesNotContain("s3cret");
    }

    @Test
    void refusedNumbersNameTheirOption() {
        assertThat(Cli.run("serve", "--weights", "w", "--port", "70000").err())
                .startsWith("pixio: a port must be from 0 to 65535, not 70000");
        assertThat(Cli.run("serve", "--weights", "w", "--queue", "3").err())
                .startsWith("pixio: --queue: the queue must hold a batch");
        assertThat(Cli.run("serve", "--weights", "w", "--max-images", "0").err())
                .startsWith("pixio: --max-images: a request may have at least 1 image");
    }
}
