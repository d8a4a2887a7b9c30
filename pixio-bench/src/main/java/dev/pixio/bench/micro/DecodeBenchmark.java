package dev.pixio.bench.micro;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Decodes a JPEG of 512 x 512 pixels, a built-in scene, to RGB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DecodeBenchmark {

    private final byte[] jpeg = SceneImage.jpeg(512);
    private final ImageDecoder decoder = ImageDecoder.withDefaults();

    /** Decodes the image; returns its width. */
    @Benchmark
    public int decode() throws ImageReadException {
        try (RgbImage image = decoder.decode(jpeg)) {
            return image.width();
        }
    }
}
