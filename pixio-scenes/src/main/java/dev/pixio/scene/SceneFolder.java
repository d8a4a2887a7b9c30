package dev.pixio.scene;

import dev.pixio.data.OpenCvSetup;
import dev.pixio.io.FileTree;
import dev.pixio.io.OutputFile;
import dev.pixio.io.WriteError;
import dev.pixio.scene.render.RenderedScene;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
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
     * @throws IOException if an image cannot be written; its message names the file, and earlier images are deleted
     */
    public static void write(SceneSource scenes, Path folder) throws IOException {
        boolean existed = Files.isDirectory(folder);
        OutputFile.createFolder(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new FileAlreadyExistsException(
                        folder.toString(), null, "it is not empty; scenes are written to a new or an empty folder");
            }
        }
        Set<Path> classes = new LinkedHashSet<>();
        try {
            for (long index = 0; index < scenes.size(); index++) {
                RenderedScene scene = scenes.render(index);
                Path ofClass = folder.resolve(scene.label().label());
                classes.add(ofClass);
                Files.createDirectories(ofClass);
                write(scene, ofClass.resolve("scene-" + index + ".png"));
            }
        } catch (IOException e) {
            delete(existed ? classes : Set.of(folder), e);
            throw e;
        }
    }

    /** Deletes the folders of an unfinished call, so that it can be repeated. */
    private static void delete(Set<Path> folders, IOException reason) {
        try {
            for (Path folder : folders) {
                FileTree.delete(folder);
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
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
