package dev.pixio.scene;

import dev.pixio.data.OpenCvSetup;
import dev.pixio.io.WriteError;
import dev.pixio.scene.render.RenderedScene;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Writes scenes as files with one folder per class, for programs that read class folders. */
public final class SceneFolder {

    private SceneFolder() {}

    /**
     * Writes every scene of a source as {@code <class>/scene-<index>.png}, with the exact pixels of the source.
     *
     * @param scenes the source
     * @param folder created if it does not exist
     * @throws FileAlreadyExistsException if the folder is not empty; it is then not modified
     * @throws IOException if an image cannot be written; its message names the file, and earlier images are not deleted
     */
    public static void write(SceneSource scenes, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new FileAlreadyExistsException(
                        folder.toString(), null, "it is not empty; scenes are written to a new or an empty folder");
            }
        }
        for (long index = 0; index < scenes.size(); index++) {
            RenderedScene scene = scenes.render(index);
            Path ofClass = Files.createDirectories(folder.resolve(scene.label().label()));
            write(scene, ofClass.resolve("scene-" + index + ".png"));
        }
    }

    private static void write(RenderedScene scene, Path file) throws IOException {
        OpenCvSetup.start();
        try (Mat image = new Mat(scene.size(), scene.size(), opencv_core.CV_8UC3);
                BytePointer pixels = image.data().capacity(scene.rgb().length);
                BytePointer png = new BytePointer()) {
            pixels.put(scene.rgb());
            opencv_imgproc.cvtColor(image, image, opencv_imgproc.COLOR_RGB2BGR); // the order that OpenCV writes
            if (!opencv_imgcodecs.imencode(".png", image, png)) {
                throw new IOException("cannot encode the image " + file);
            }
            byte[] bytes = new byte[Math.toIntExact(png.limit())];
            png.get(bytes);
            write(file, bytes);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            IOException named = WriteError.naming(file, e);
            try {
                Files.deleteIfExists(file);
            } catch (IOException second) {
                named.addSuppressed(second);
            }
            throw named;
        }
    }
}
