package dev.pixio.cli.option;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.data.ImageSource;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.io.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which images a command draws, and how many at most. */
public final class DrawnImageOptions {

    @Option(
            names = "--image",
            required = true,
            arity = "1..*",
            paramLabel = "PATH",
            description = "Images, or folders of images; may be repeated.")
    private List<Path> images;

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "8",
            description = "Maximum number of images (default: ${DEFAULT-VALUE}).")
    private int max;

    /** The paths that were given. */
    public List<Path> paths() {
        return images;
    }

    /**
     * Checks the number of images.
     *
     * @throws ParameterException if it is less than 1
     */
    public void require(CommandSpec spec) {
        if (max < 1) {
            throw new ParameterException(spec.commandLine(), "--max must be at least 1, not " + max);
        }
    }

    /** Reads an image of a source in a way of its own. */
    @FunctionalInterface
    public interface Reading {
        /** Reads an image. */
        void read(ImageSource source, long index) throws IOException;
    }

    /** Receives an image that cannot be read. */
    @FunctionalInterface
    public interface Unreadable {
        /**
         * Receives the reason.
         *
         * @param failure the image's name and the reason
         */
        void skip(String failure, ImageReadException reason) throws IOException;
    }

    /**
     * Finds the images.
     *
     * @param out written by the command, and therefore no image
     * @param input which channels and which scale images have
     */
    public Sources open(Path out, ImageInput input) throws IOException {
        List<ImageSource> sources = new ArrayList<>();
        for (Path path : images) {
            sources.add(IndexPrinter.open(path, Set.of(out), input, new PrintWriter(Writer.nullWriter())));
        }
        return new Sources(sources, max);
    }

    /**
     * Images to draw.
     *
     * @param max how many are drawn at most
     */
    public record Sources(List<ImageSource> sources, int max) {

        /** Reports an image that is left out on a line of its own. */
        public static Unreadable reportedTo(PrintWriter err) {
            return (failure, reason) -> err.println("pixio: skipped " + OneLine.of(failure));
        }

        /** Reads images in a way of their own until there are enough; returns how many were not asked for. */
        public long read(Reading reading, Unreadable unreadable) throws IOException {
            int drawn = 0;
            long left = 0;
            for (ImageSource source : sources) {
                long next = 0;
                while (next < source.size() && drawn < max) {
                    long index = next++;
                    try {
                        reading.read(source, index);
                        drawn++;
                    } catch (ImageReadException e) {
                        unreadable.skip(source.name(index) + ": " + e.reason(), e);
                    }
                }
                left += source.size() - next;
            }
            return left;
        }
    }
}
