package dev.pixio.scene;

import dev.pixio.data.OpenCvSetup;
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

/** Scenes as files, a folder a class, for programs that know images by their folders. */
public final class SceneFolder {

    private SceneFolder() {}

    /**
     * Writes every scene of a source as {@code <class>/scene-<index>.png}, bit by bit what the source draws.
     *
     * @param folder is made if it is not there
     * @throws FileAlreadyExistsException if the folder holds something, of which nothing is touched
     * @throws IOException if an image cannot be written; those before it stay
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
                BytePointer pixels = image.data().capacity(scene.rgb().length)) {
            pixels.put(scene.rgb());
            opencv_imgproc.cvtColor(image, image, opencv_imgproc.COLOR_RGB2BGR); // the order that OpenCV writes
            if (!opencv_imgcodecs.imwrite(file.toString(), image)) {
                throw new IOException("cannot write the image " + file);
            }
        }
    }
}
