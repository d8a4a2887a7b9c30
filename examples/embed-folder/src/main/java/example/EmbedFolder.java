package example;

import dev.pixio.embed.ImageEncoder;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes the features of every image of a folder as CSV: {@code EmbedFolder WEIGHTS FOLDER OUT.csv}. */
public final class EmbedFolder {

    private EmbedFolder() {}

    public static void main(String[] arguments) throws Exception {
        Path weights = Path.of(arguments[0]); // a run, a .safetensors or .pth file, or a Hugging Face folder
        Path folder = Path.of(arguments[1]);
        List<Path> images;
        try (Stream<Path> files = Files.walk(folder)) {
            images = files.filter(file -> file.toString().toLowerCase().matches(".*\\.(jpe?g|png|webp)"))
                    .sorted()
                    .toList();
        }
        try (ImageEncoder encoder = ImageEncoder.load(weights);
                PrintStream out = new PrintStream(arguments[2], StandardCharsets.UTF_8)) {
            for (Path image : images) {
                float[] features = encoder.embed(image);
                out.println(folder.relativize(image) + "," + joined(features));
            }
            System.out.printf("%d images, %d numbers each%n", images.size(), encoder.dimension());
        }
    }

    private static String joined(float[] features) {
        return IntStream.range(0, features.length)
                .mapToObj(i -> Float.toString(features[i]))
                .collect(Collectors.joining(","));
    }
}
