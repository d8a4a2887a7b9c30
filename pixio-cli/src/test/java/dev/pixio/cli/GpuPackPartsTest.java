package dev.pixio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The parts of a pack for a GPU machine: how bench/gpu/pack cuts them, and that they are put together again on arrival. */
@EnabledOnOs(OS.LINUX)
class GpuPackPartsTest {

    private static final String JAR = "lib/pytorch-1-linux-x86_64-gpu.jar";
    private static final String[] ITEMS = {"natives.tar.xz", "libtorch_cpu.so.xz", "app.tar.xz"};
    private static final int CHECKOUT_BYTES = 25_000_000;

    private final Path scripts = LauncherEnvironment.launcher().resolveSibling("bench/gpu/pack");
    private final byte[] library = new byte[5_000_000];

    @TempDir
    private Path folder;

    private Path home;

    /** What make-pack.sh leaves, with a library that does not get smaller. */
    @BeforeEach
    void items() throws Exception {
        assumeTrue(python("-c", "import lzma").code == 0, "there is no python3 with lzma");
        home = folder.resolve("home");
        new Random(7).nextBytes(library);
        Path source = folder.resolve("source");
        Files.createDirectories(source.resolve("lib"));
        Files.write(folder.resolve("libtorch_cpu.so"), library);
        try (OutputStream out = Files.newOutputStream(source.resolve(JAR));
                ZipOutputStream jar = new ZipOutputStream(out)) {
            jar.putNextEntry(new ZipEntry("org/bytedeco/pytorch/Loader.class"));
        }
        Files.writeString(source.resolve("lib/classpath"), "pytorch.jar\n");
        Files.writeString(source.resolve("pixio"), "echo started with \"$@\"\n");
        Files.createDirectories(folder.resolve("work"));
        Files.writeString(folder.resolve("work/libzstd.so.1"), "");
        String make = """
                import lzma, tarfile
                for name, items in (("natives", ["lib/pytorch-1-linux-x86_64-gpu.jar"]), ("app", ["lib/classpath", "pixio"])):
                  with tarfile.open(f"work/{name}.tar.xz", "w:xz") as tar:
                    [tar.add("source/" + item, item) for item in items]
                with lzma.open("work/libtorch_cpu.so.xz", "wb", preset=0) as out:
                  out.write(open("libtorch_cpu.so", "rb").read())
                """;
        assertThat(python("-c", make).code).isZero();
    }

    @Test
    void aLibraryThatIsLargerThanAPartIsCutAndPutTogetherAgain() throws Exception {
        assertThat(parts(2, CHECKOUT_BYTES).code).isZero();

        assertThat(folder.resolve("out")).isDirectoryNotContaining(path -> size(path) > 2_000_000);
        assertThat(unpack("part3").text).contains("still to come: part1, part2");
        assertThat(unpack("part3").text).contains("still to come: part1, part2");
        assertThat(unpack("part1").text).contains("natives.tar.xz").contains("still to come: part2");
        assertThat(unpack("part2").text).contains("complete: " + home, "started with info");
        try (ZipFile jar = new ZipFile(home.resolve(JAR).toFile())) {
            ZipEntry entry = jar.getEntry("org/bytedeco/pytorch/linux-x86_64-gpu/libtorch_cpu.so");
            assertThat(jar.getInputStream(entry).readAllBytes()).isEqualTo(library);
        }
    }

    @Test
    void partsAreSmallEnoughToTravelWithTheCheckout() throws Exception {
        int all = 64 << 20;

        assertThat(parts(34, all - 7_000_000).code).isZero();
        assertThat(folder.resolve("out")).isDirectoryNotContaining(path -> size(path) > 5_000_000);
        assertThat(parts(34, all).text)
                .contains("the checkout has 67.1 MB, which leaves no room for a part in 67.1 MB");
    }

    @Test
    void aPieceThatArrivedInPartIsNotTaken() throws Exception {
        parts(2, CHECKOUT_BYTES);
        Path piece = folder.resolve("out/part2/libtorch_cpu.so.xz.1");
        Files.write(piece, new byte[10]);

        Run run = unpack("part2");

        assertThat(run.code).isNotZero();
        assertThat(run.text).contains(piece + " has 10 bytes, not 1").contains("bring it again");
    }

    private static long size(Path part) {
        try (var files = Files.list(part)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Run parts(int megabytes, int checkoutBytes) throws Exception {
        Files.createDirectories(folder.resolve("out"));
        List<String> arguments = new ArrayList<>(List.of(
                scripts.resolve("pack.py").toString(),
                "parts",
                "work",
                "out",
                "90",
                String.valueOf(megabytes),
                String.valueOf(checkoutBytes)));
        arguments.addAll(List.of(ITEMS));
        return python(arguments.toArray(String[]::new));
    }

    private Run unpack(String part) throws Exception {
        String arrived = folder.resolve("out").resolve(part).toString();
        return run("bash", arrived + "/unpack.sh", arrived);
    }

    private record Run(int code, String text) {}

    private Run python(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private Run run(String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PIXIO_"));
        builder.environment().put("PIXIO_GPU_HOME", folder.resolve("home").toString());
        Process process;
        try {
            process = builder.start();
        } catch (IOException absent) {
            return new Run(127, String.valueOf(absent.getMessage()));
        }
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), text);
    }
}
