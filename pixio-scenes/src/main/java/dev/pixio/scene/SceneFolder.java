package dev.pixio.scene;

import static java.util.Objects.requireNonNull;

import dev.pixio.data.OpenCvSetup;
import dev.pixio.data.OrderedTasks;
import dev.pixio.io.FileTree;
import dev.pixio.io.OutputFile;
import dev.pixio.io.WriteError;
import dev.pixio.scene.render.RenderedScene;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Writes scenes as files with one folder per class, for programs that read class folders. */
public final class SceneFolder {

    /** Each has several encoded images in memory, if the disk is slower. */
    private static final int MOST_THREADS = 16;

    private SceneFolder() {}

    /** How pixels are encoded. */
    public enum Format {

        /** The exact pixels. */
        PNG(".png"),

        /** As most photographs: smaller, and faster to write and to decode. */
        JPEG(".jpg");

        private final String extension;

        Format(String extension) {
            this.extension = extension;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A file and its content. */
    private static final class Encoded {

        private final Path file;
        private final byte[] bytes;

        Encoded(Path file, byte[] bytes) {
            this.file = file;
            this.bytes = bytes;
        }
    }

    /**
     * Writes every scene of a source as {@code <class>/scene-<index>.png}, with the exact pixels of the source, or as {@code .jpg}. They
     * are rendered and encoded on up to 16 processors.
     *
     * @param scenes the source
     * @param folder created if it does not exist
     * @param format of the files
     * @throws FileAlreadyExistsException if the folder is not empty; it is then not modified
     * @throws IOException if an image cannot be written; its message names the file, and earlier images are deleted
     */
    public static void write(SceneSource scenes, Path folder, Format format) throws IOException {
        boolean existed = Files.isDirectory(folder);
        OutputFile.createFolder(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new FileAlreadyExistsException(
                        folder.toString(), null, "it is not empty; scenes are written to a new or an empty folder");
            }
        }
        OpenCvSetup.start();
        Set<Path> classes = new LinkedHashSet<>();
        try {
            new OrderedTasks(
                            "pixio-scenes",
                            Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()))
                    .run(0, scenes.size(), index -> encoded(scenes, index, folder, format), image -> {
                        classes.add(image.file.getParent());
                        write(image);
                    });
        } catch (UncheckedIOException e) {
            IOException failure = requireNonNull(e.getCause());
            delete(existed ? classes : Set.of(folder), failure);
            throw failure;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            IOException interrupted = new InterruptedIOException("writing scenes to " + folder + " was interrupted");
            delete(existed ? classes : Set.of(folder), interrupted);
            throw interrupted;
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

    private static Encoded encoded(SceneSource scenes, long index, Path folder, Format format) {
        RenderedScene scene = scenes.render(index);
        Path file = folder.resolve(scene.label().label()).resolve("scene-" + index + format.extension);
        try (Mat image = new Mat(scene.size(), scene.size(), opencv_core.CV_8UC3);
                BytePointer pixels = image.data().capacity(scene.rgb().length);
                BytePointer encoded = new BytePointer()) {
            pixels.put(scene.rgb());
            opencv_imgproc.cvtColor(image, image, opencv_imgproc.COLOR_RGB2BGR); // the order that OpenCV writes
            if (!opencv_imgcodecs.imencode(format.extension, image, encoded)) {
                throw new UncheckedIOException(new IOException("cannot encode the image " + file));
            }
            byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
            encoded.get(bytes);
            return new Encoded(file, bytes);
        }
    }

    private static void write(Encoded image) {
        try {
            Files.createDirectories(image.file.getParent());
            Files.write(image.file, image.bytes);
        } catch (IOException e) {
            IOException named = WriteError.naming(image.file, e);
            try {
                Files.deleteIfExists(image.file);
            } catch (IOException second) {
                named.addSuppressed(second);
            }
            throw new UncheckedIOException(named);
        }
    }
}
