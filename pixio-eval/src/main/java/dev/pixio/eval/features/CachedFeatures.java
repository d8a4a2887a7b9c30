package dev.pixio.eval.features;

import dev.pixio.data.LabelledSource;
import dev.pixio.io.OutputFile;
import dev.pixio.io.Sha256;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.NonFinite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The cached features of one source by one extractor: a safetensors file, named by a digest of everything that its
 * content depends on. It contains a digest of its content, by which damage is detected.
 *
 * @param path path of the file, which need not exist
 * @param key digest of everything that the content depends on
 * @param classes class names of the source
 */
record CachedFeatures(Path path, String key, List<String> classes) {

    /** Changes with each version that computes different features from the same images and weights. */
    private static final String VERSION = "pixio features 1";

    private static final int CHUNK = 1 << 20;
    private static final String KEY = "pixio.features";
    private static final String DIGEST = "pixio.digest";

    static CachedFeatures in(Path folder, LabelledSource source, FeatureExtractor extractor) throws IOException {
        Sha256 digest = new Sha256();
        update(digest, VERSION, extractor.identity(), source.description());
        update(digest, source.classes().toArray(String[]::new));
        for (long i = 0; i < source.size(); i++) {
            update(digest, source.name(i), Integer.toString(source.classOf(i)), source.revision(i));
        }
        String key = digest.hex();
        return new CachedFeatures(folder.resolve(key.substring(0, 32) + ".safetensors"), key, source.classes());
    }

    private static void update(Sha256 digest, String... texts) {
        for (String text : texts) {
            digest.add(text).add((byte) 0);
        }
    }

    /** Reads the features; empty if they are not cached or damaged. */
    Optional<FeatureTable> read(FeatureListener listener) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (PointerScope scope = new PointerScope()) {
            Safetensors content = Safetensors.read(path);
            Tensor features = content.tensors().get("features");
            Tensor labels = content.tensors().get("labels");
            if (features == null
                    || labels == null
                    || !key.equals(content.metadata().get(KEY))) {
                listener.onDamaged(path + " does not hold the features that its name states");
                return Optional.empty();
            }
            if (!digest(features, labels).equals(content.metadata().get(DIGEST))) {
                listener.onDamaged(path + " was changed since it was written");
                return Optional.empty();
            }
            if (!NonFinite.of(features).isNone()) {
                listener.onDamaged(path + " holds features that are not finite");
                return Optional.empty();
            }
            int[] classOf = Arrays.stream(Tensors.toLongs(labels))
                    .mapToInt(Math::toIntExact)
                    .toArray();
            return Optional.of(new FeatureTable(features, classOf, classes));
        } catch (IOException | IllegalArgumentException e) {
            listener.onDamaged(path + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    void write(FeatureTable table) throws IOException {
        OutputFile.createFolder(path.resolveSibling(""));
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("features", table.features());
            tensors.put("labels", table.labelTensor());
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put(KEY, key);
            metadata.put(DIGEST, digest(table.features(), tensors.get("labels")));
            Safetensors.write(path, tensors, metadata);
        }
    }

    private static String digest(Tensor... tensors) {
        Sha256 digest = new Sha256();
        for (Tensor tensor : tensors) {
            try (PointerScope scope = new PointerScope()) {
                Tensor dense = tensor.contiguous();
                long bytes = dense.nbytes();
                BytePointer memory = new BytePointer(dense.data_ptr()).capacity(bytes);
                for (long done = 0; done < bytes; done += CHUNK) {
                    digest.add(memory.position(done)
                            .limit(Math.min(bytes, done + CHUNK))
                            .asByteBuffer());
                }
            }
        }
        return digest.hex();
    }
}
