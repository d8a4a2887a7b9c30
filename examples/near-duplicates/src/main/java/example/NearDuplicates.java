package example;

import dev.pixio.data.folder.FolderSource;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.image.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lists pairs of similar images: {@code NearDuplicates WEIGHTS FOLDER [MIN_SIMILARITY]}. */
public final class NearDuplicates {

    private record Image(String name, float[] features) {}

    private record Pair(double similarity, String first, String second) {}

    private NearDuplicates() {}

    public static void main(String[] arguments) throws Exception {
        double minimum = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 0.98;
        List<Image> images = new ArrayList<>();
        try (ImageEncoder encoder = ImageEncoder.load(Path.of(arguments[0]));
                FolderSource source = FolderSource.of(Path.of(arguments[1]))) {
            for (long i = 0; i < source.size(); i++) {
                try (RgbImage image = source.read(i)) {
                    images.add(new Image(source.name(i), unit(encoder.embed(image))));
                }
            }
        }
        pairs(images, minimum).forEach(pair ->
                System.out.printf("%.4f  %s  %s%n", pair.similarity(), pair.first(), pair.second()));
    }

    /** All pairs of images with at least a cosine similarity, the most similar first. */
    private static List<Pair> pairs(List<Image> images, double minimum) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            for (int j = i + 1; j < images.size(); j++) {
                double similarity = dot(images.get(i).features(), images.get(j).features());
                if (similarity >= minimum) {
                    pairs.add(new Pair(similarity, images.get(i).name(), images.get(j).name()));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::similarity).reversed());
        return pairs;
    }

    private static float[] unit(float[] features) {
        double length = Math.sqrt(dot(features, features));
        float[] unit = new float[features.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (features[i] / length);
        }
        return unit;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
