package dev.pixio.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrimmedJarTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "linux-x86_64, ai/onnxruntime/native/linux-x64/libonnxruntime.so",
        "linux-x86_64-gpu, org/bytedeco/pytorch/linux-x86_64-gpu/libtorch_cuda.so",
        "macosx-arm64, com/sun/jna/darwin-aarch64/libjnidispatch.jnilib",
        "windows-x86_64, win/amd64/libzstd-jni-1.5.7-15.dll",
        "linux-x86_64, org/xerial/snappy/native/Linux/x86_64/libsnappyjava.so"
    })
    void nativesOfThePlatformAreKeptAndThoseOfOthersLeftOut(String classifier, String kept) throws IOException {
        Path jar = jar(
                "META-INF/LICENSE",
                "ai/onnxruntime/OrtSession.class",
                "ai/onnxruntime/native/linux-x64/libonnxruntime.so",
                "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so",
                "ai/onnxruntime/native/osx-aarch64/libonnxruntime.dylib.dSYM/Contents/Info.plist",
                "org/bytedeco/pytorch/linux-x86_64-gpu/libtorch_cuda.so",
                "com/sun/jna/darwin-aarch64/libjnidispatch.jnilib",
                "win/amd64/libzstd-jni-1.5.7-15.dll",
                "org/xerial/snappy/native/Linux/x86_64/libsnappyjava.so");

        assertThat(trimmed(jar, classifier))
                .contains("META-INF/LICENSE", "ai/onnxruntime/OrtSession.class", kept)
                .doesNotContain(
                        "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so",
                        "ai/onnxruntime/native/osx-aarch64/libonnxruntime.dylib.dSYM/Contents/Info.plist");
    }

    @Test
    void programsAndBindingsForPythonAreLeftOut() throws IOException {
        Path jar = jar(
                "org/bytedeco/opencv/linux-x86_64/python/cv2.so",
                "org/bytedeco/opencv/linux-x86_64/libopencv_core.so.413",
                "org/bytedeco/opencv/linux-x86_64/share/licenses/opencv4/libpng-LICENSE",
                "org/bytedeco/ffmpeg/linux-x86_64/ffmpeg",
                "org/bytedeco/openblas/linux-x86_64/libopenblas.a");

        assertThat(trimmed(jar, "linux-x86_64"))
                .containsExactly(
                        "org/bytedeco/opencv/linux-x86_64/libopencv_core.so.413",
                        "org/bytedeco/opencv/linux-x86_64/share/licenses/opencv4/libpng-LICENSE");
    }

    @Test
    void aPlatformWithoutNativesIsRefused() {
        assertThatThrownBy(() -> Platform.of("linux-arm64"))
                .hasMessage(
                        "no platform linux-arm64; there is linux-x86_64, macosx-arm64, macosx-x86_64, windows-x86_64");
    }

    private List<String> trimmed(Path jar, String classifier) throws IOException {
        Path copy = folder.resolve("copy.jar");
        new TrimmedJar(Platform.of(classifier), 0).copy(jar, copy);
        try (ZipFile zip = new ZipFile(copy.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }

    private Path jar(String... entries) throws IOException {
        Path jar = folder.resolve("library.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(entry.getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return jar;
    }
}
