package dev.pixio.scene;

import dev.pixio.data.Fingerprint;
import dev.pixio.data.LabelledSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.scene.compose.SceneComposer;
import dev.pixio.scene.layout.SceneClass;
import dev.pixio.scene.render.RenderedScene;
import dev.pixio.scene.render.SceneRenderer;
import dev.pixio.torch.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Built-in synthetic images: procedurally rendered scenes with one main object and up to three others, under varied light.
 * Image {@code index} depends only on the seed and the index, and is bit-equal on any JVM: every arithmetic operation is
 * exact or from {@link StrictMath}. Thread-safe.
 */
public final class SceneSource implements LabelledSource {

    private static final int SMALLEST = 32;
    private static final int LARGEST = 2048;

    private static final List<String> CLASSES =
            Arrays.stream(SceneClass.values()).map(SceneClass::label).toList();

    private final long seed;
    private final long count;
    private final int size;
    private final AtomicReferenceArray<byte[]> kept; // of the first scenes, once rendered

    /**
     * Creates a source.
     *
     * @param seed determines all images
     * @param count number of images, at least 1
     * @param size height and width in pixels, 32 to 2048
     * @throws IllegalArgumentException if count or size is out of range
     */
    public SceneSource(long seed, long count, int size) {
        this(seed, count, size, 0);
    }

    /**
     * Checks that scenes can be images of a model.
     *
     * @throws IllegalArgumentException in one line, if it takes other than 1 or 3 channels
     */
    public static void requireFits(ImageInput input) {
        if (input.channels() != 1 && input.channels() != ImageInput.RGB.channels()) {
            throw new IllegalArgumentException("built-in scenes are RGB or grey, and the model takes images of "
                    + input.channels() + " channels: use images of yours");
        }
    }

    private SceneSource(long seed, long count, int size, long keptBytes) {
        if (count < 1) {
            throw new IllegalArgumentException("the number of scenes must be at least 1, not " + count);
        }
        if (size < SMALLEST || size > LARGEST) {
            throw new IllegalArgumentException(
                    "scenes can be " + SMALLEST + " to " + LARGEST + " pixels wide, not " + size);
        }
        this.seed = seed;
        this.count = count;
        this.size = size;
        this.kept = new AtomicReferenceArray<>((int) Math.min(count, keptBytes / (3L * size * size)));
    }

    /**
     * The same scenes, of which those that fit into some memory are rendered only once: to render one takes as long as a training
     * step of a small model with it.
     *
     * @param bytes of the heap, at most, for pixels
     */
    public SceneSource keeping(long bytes) {
        return new SceneSource(seed, count, size, bytes);
    }

    /** Scenes of one seed are the same at all sizes. */
    @Override
    public Optional<String> overlapWith(LabelledSource other) {
        return other instanceof SceneSource scenes && seed == scenes.seed
                ? Optional.of("the scenes of seed " + seed + " are in both")
                : Optional.empty();
    }

    /**
     * Renders one scene with its annotations.
     *
     * @param index from 0 to {@code size() - 1}
     * @throws IndexOutOfBoundsException if the index is out of range
     */
    public RenderedScene render(long index) {
        return SceneRenderer.render(
                SceneComposer.compose(random(index)), size, RandomStream.of(seed, "scene-film", index));
    }

    /**
     * The class of the main object of a scene, without rendering it.
     *
     * @param index from 0 to {@code size() - 1}
     * @throws IndexOutOfBoundsException if the index is out of range
     */
    public SceneClass label(long index) {
        return SceneComposer.chooseClass(random(index));
    }

    @Override
    public List<String> classes() {
        return CLASSES;
    }

    @Override
    public int classOf(long index) {
        return label(index).id();
    }

    @Override
    public long size() {
        return count;
    }

    /** Height and width of a scene in pixels. */
    public int side() {
        return size;
    }

    @Override
    public String name(long index) {
        return "scene " + index;
    }

    @Override
    public RgbImage read(long index) {
        byte[] rgb = rgb(index);
        RgbImage image = RgbImage.of(size, size);
        image.data().put(rgb, 0, rgb.length);
        return image;
    }

    private byte[] rgb(long index) {
        if (index < 0 || index >= kept.length()) {
            return render(index).rgb();
        }
        byte @Nullable [] known = kept.get((int) index);
        if (known != null) {
            return known;
        }
        byte[] rgb = render(index).rgb();
        kept.set((int) index, rgb);
        return rgb;
    }

    /** Computed from seed, number and size, which determine every scene. */
    @Override
    public String fingerprint() {
        return new Fingerprint()
                .add("scenes")
                .add(Long.toString(seed))
                .add(Long.toString(count))
                .add(Integer.toString(size))
                .hex();
    }

    @Override
    public String description() {
        return count + " built-in scenes of " + size + " x " + size + " pixels (seed " + seed + ")";
    }

    private RandomStream random(long index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("there is no scene " + index + "; they are 0 to " + (count - 1));
        }
        return RandomStream.of(seed, "scene", index);
    }
}
