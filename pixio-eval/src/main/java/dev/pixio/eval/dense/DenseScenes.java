package dev.pixio.eval.dense;

import dev.pixio.model.config.PatchGrid;
import dev.pixio.scene.SceneSource;
import dev.pixio.scene.layout.SceneClass;
import dev.pixio.scene.render.RenderedScene;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Scenes with their masks and depths at the input size of an encoder. They are rendered once and kept in memory: eight
 * bytes per pixel. It owns native memory; close it.
 */
public final class DenseScenes implements AutoCloseable {

    /** The smallest scene; for smaller inputs, scenes are rendered at a multiple and their images are averaged. */
    private static final int SMALLEST = 32;

    /** Scenes in Java arrays at a time. */
    private static final int CHUNK = 64;

    private static final List<String> CLASSES = classNames();

    private final SceneSource source;
    private final int height;
    private final int width;
    private final int factor;
    private final int[] labels;
    private final Tensor images; // uint8 [N, 3, H, W]
    private final Tensor masks; // uint8 [N, H * factor, W * factor]
    private final Tensor depths; // float [N, H * factor, W * factor]

    private DenseScenes(SceneSource source, int height, int width, int factor) {
        this.source = source;
        this.height = height;
        this.width = width;
        this.factor = factor;
        this.labels = source.labels();
        try (PointerScope scope = new PointerScope()) {
            this.images = Tensors.keep(Tensors.empty(ScalarType.Byte, labels.length, 3, height, width));
            this.masks = Tensors.keep(Tensors.empty(ScalarType.Byte, labels.length, maskHeight(), maskWidth()));
            this.depths = Tensors.keep(Tensors.empty(ScalarType.Float, labels.length, maskHeight(), maskWidth()));
        }
    }

    /**
     * Renders scenes. A model whose input is not square gets the centre of the square scene.
     *
     * @param grid the input size
     * @param threads that render
     * @throws IllegalArgumentException if scenes cannot have this size, or so many do not fit into memory
     */
    public static DenseScenes render(SceneSet set, PatchGrid grid, int threads) throws InterruptedException {
        return render(set, grid, threads, scene -> true);
    }

    /**
     * Renders some of the scenes; the others have undefined pixels.
     *
     * @param wanted by the numbers of the scenes, from 0
     */
    static DenseScenes render(SceneSet set, PatchGrid grid, int threads, IntPredicate wanted)
            throws InterruptedException {
        int factor = factor(grid.height(), grid.width());
        SceneSource source = source(set, grid.height(), grid.width());
        SceneMemory.require(set, grid.height(), grid.width());
        DenseScenes scenes = new DenseScenes(source, grid.height(), grid.width(), factor);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int first = 0; first < scenes.size(); first += CHUNK) {
                scenes.fill(first, Math.min(CHUNK, scenes.size() - first), wanted, pool);
            }
            return scenes;
        } catch (RuntimeException | InterruptedException e) {
            scenes.close();
            throw e;
        } finally {
            pool.shutdownNow();
        }
    }

    /** The source of the scenes for an input size; it throws if scenes cannot have this size. */
    static SceneSource source(SceneSet set, int height, int width) {
        return new SceneSource(set.seed(), set.count(), factor(height, width) * Math.max(height, width));
    }

    /** Rendered pixels per pixel of an image, in each direction. */
    static int factor(int height, int width) {
        int side = Math.max(height, width);
        return side >= SMALLEST ? 1 : (SMALLEST + side - 1) / side;
    }

    private void fill(int first, int count, IntPredicate wanted, ExecutorService pool) throws InterruptedException {
        Map<Integer, Future<RenderedScene>> rendered = new LinkedHashMap<>();
        IntStream.range(first, first + count)
                .filter(wanted)
                .forEach(scene -> rendered.put(scene, pool.submit(() -> source.render(scene))));
        try (PointerScope scope = new PointerScope()) {
            BytePointer imageBytes = new BytePointer(images.data_ptr());
            BytePointer maskBytes = new BytePointer(masks.data_ptr());
            FloatPointer depthValues = new FloatPointer(depths.data_ptr());
            for (Map.Entry<Integer, Future<RenderedScene>> each : rendered.entrySet()) {
                int i = each.getKey();
                RenderedScene scene = each.getValue().get();
                long pixels = (long) maskHeight() * maskWidth();
                imageBytes.position((long) i * 3 * height * width).put(image(scene));
                maskBytes.position(i * pixels).put(mask(scene));
                depthValues.position(i * pixels).put(depth(scene));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a scene cannot be rendered: " + e.getCause(), e);
        }
    }

    /** The channels one after the other, each pixel the mean of {@code factor * factor} rendered ones. */
    private byte[] image(RenderedScene scene) {
        byte[] image = new byte[3 * height * width];
        int area = factor * factor;
        for (int channel = 0; channel < 3; channel++) {
            for (int pixel = 0; pixel < height * width; pixel++) {
                int sum = 0;
                for (int part = 0; part < area; part++) {
                    int row = pixel / width * factor + part / factor;
                    int column = pixel % width * factor + part % factor;
                    sum += scene.rgb()[3 * rendered(row, column, scene.size()) + channel] & 0xFF;
                }
                image[channel * height * width + pixel] = (byte) ((sum + area / 2) / area);
            }
        }
        return image;
    }

    private byte[] mask(RenderedScene scene) {
        byte[] mask = new byte[maskHeight() * maskWidth()];
        for (int pixel = 0; pixel < mask.length; pixel++) {
            mask[pixel] = scene.segmentation()[rendered(pixel / maskWidth(), pixel % maskWidth(), scene.size())];
        }
        return mask;
    }

    private float[] depth(RenderedScene scene) {
        float[] depth = new float[maskHeight() * maskWidth()];
        for (int pixel = 0; pixel < depth.length; pixel++) {
            depth[pixel] = scene.depth()[rendered(pixel / maskWidth(), pixel % maskWidth(), scene.size())];
        }
        return depth;
    }

    /** Index of a pixel of the mask in the square scene. */
    private int rendered(int row, int column, int size) {
        return (row + (size - maskHeight()) / 2) * size + column + (size - maskWidth()) / 2;
    }

    private static List<String> classNames() {
        List<String> names = new ArrayList<>(List.of("ground", "background"));
        Arrays.stream(SceneClass.values()).map(SceneClass::label).forEach(names::add);
        return List.copyOf(names);
    }

    /** Names of the values of a mask: ground, background (sky or wall), and the classes of objects. */
    public static List<String> segmentationClasses() {
        return CLASSES;
    }

    /** N, the number of scenes. */
    public int size() {
        return labels.length;
    }

    /** Index of the main object's class of each scene. */
    public int[] labels() {
        return labels.clone();
    }

    /** The source of the scenes. */
    public SceneSource source() {
        return source;
    }

    /** Whether these are the scenes for a model's input. */
    boolean fits(PatchGrid grid) {
        return grid.height() == height && grid.width() == width;
    }

    /** Pixels of a mask per pixel of an image, in each direction. */
    int factor() {
        return factor;
    }

    int maskHeight() {
        return height * factor;
    }

    int maskWidth() {
        return width * factor;
    }

    /** Images as {@code uint8 [count, 3, H, W]}, in the caller's scope. */
    Tensor images(int first, int count) {
        return images.narrow(0, first, count);
    }

    /** The image of a scene, RGB, row by row. */
    byte[] image(int scene) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.toBytes(images.select(0, scene).permute(1, 2, 0));
        }
    }

    /** The mask of a scene, row by row. */
    byte[] mask(int scene) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.toBytes(masks.select(0, scene));
        }
    }

    /**
     * The depth of a scene in metres, row by row. {@link RenderedScene#FAR} is the value of the sky and of what is
     * farther away; it is no measurement.
     */
    float[] depth(int scene) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.toFloats(depths.select(0, scene));
        }
    }

    @Override
    public void close() {
        images.close();
        masks.close();
        depths.close();
    }
}
