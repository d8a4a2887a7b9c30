package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.Natives.Unpacking;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {

    @Test
    void anEmptyCacheHasHundredsOfMegabytesToUnpack(@TempDir Path cache) throws IOException {
        Optional<Unpacking> unpacking = Natives.unpacking(cache.toFile());

        assertThat(unpacking).hasValueSatisfying(wait -> {
            assertThat(wait.cache()).isEqualTo(cache);
            assertThat(wait.bytes()).isBetween(100_000_000L, 4_000_000_000L);
        });
    }

    @Test
    void unpackedLibrariesAreNotUnpackedAgain() throws IOException {
        Natives.load();

        assertThat(Natives.unpacking()).isEmpty();
    }

    /** As after a full disk, or a kill in the middle. */
    @Test
    void aTruncatedLibraryHasToBeUnpackedAgain(@TempDir Path cache) throws IOException {
        Natives.load();
        File loaded = new File(Loader.load(torch.class));
        Path inJar = Loader.getCacheDir().toPath().relativize(loaded.toPath());
        Path cut = cache.resolve(inJar);
        Files.createDirectories(cut.getParent());
        Files.write(cut, new byte[1000]);

        assertThat(Natives.unpacking(cache.toFile())).isPresent();
    }

    /** Of several processes on a new machine, one unpacks. */
    @Test
    void theCacheIsLockedWhileLibrariesAreUnpacked(@TempDir Path cache) throws IOException {
        Path lock = cache.resolve(Natives.LOCK);
        List<Boolean> free = new ArrayList<>();

        Natives.unpackingAlone(cache.toFile(), () -> free.add(isFree(lock)));

        assertThat(free).containsExactly(false);
        assertThat(isFree(lock)).isTrue();
    }

    @Test
    void unpackedLibrariesAreLoadedWithoutALock() throws IOException {
        Natives.load();
        Path lock = Loader.getCacheDir().toPath().resolve(Natives.LOCK);
        List<Boolean> free = new ArrayList<>();

        Natives.unpackingAlone(Loader.getCacheDir(), () -> free.add(isFree(lock)));

        assertThat(free).containsExactly(true);
    }

    @Test
    void whatIsUnpackedNextFollowsLibtorchOnce() {
        List<Boolean> loaded = new ArrayList<>();

        Natives.load(() -> loaded.add(Loader.getLoadedLibraries().containsKey("jnitorch")));

        assertThat(loaded).containsExactly(true);
    }

    /** Locks of other threads of this process are exceptions, those of other processes are null. */
    private static boolean isFree(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
