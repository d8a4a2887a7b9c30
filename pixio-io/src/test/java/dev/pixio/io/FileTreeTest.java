package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

    @TempDir
    private Path temp;

    @Test
    void aFolderIsDeletedWithItsContent() throws IOException {
        Path tree = temp.resolve("tree");
        Files.createDirectories(tree.resolve("a/b/c"));
        Files.writeString(tree.resolve("a/b/file"), "");
        FileTree.delete(tree);
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void targetsOfLinksAreKept() throws IOException {
        Path kept = Files.createDirectory(temp.resolve("kept"));
        Files.writeString(kept.resolve("file"), "");
        Path tree = Files.createDirectory(temp.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("link"), kept);
        Path broken = Files.createSymbolicLink(temp.resolve("broken"), temp.resolve("absent"));
        FileTree.delete(tree);
        FileTree.delete(broken);
        assertThat(tree).doesNotExist();
        assertThat(Files.exists(broken, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(kept.resolve("file")).exists();
    }

    @Test
    void aFileIsDeletedAndAMissingFileIsNotAnError() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");
        FileTree.delete(file);
        FileTree.delete(file);
        assertThat(file).doesNotExist();
    }
}
