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

/** Writes the features of every picture of a folder as CSV: {@code EmbedFolder WEIGHTS FOLDER OUT.csv}. */
public final class EmbedFolder {

    private EmbedFolder() {}

    public static void main(String[] arguments) throws Exception {
        Path weights = Path.of(arguments[0]); // a run, a .safetensors, a .pth, a folder from Hugging Face
        Path folder = Path.of(arguments[1]);
        List<Path> pictures;
        try (Stream<Path> files = Files.walk(folder)) {
            pictures = files.filter(file -> file.toString().toLowerCase().matches(".*\\.(jpe?g|png|webp)"))
                    .sorted()
                    .toList();
        }
        try (ImageEncoder encoder = ImageEncoder.load(weights);
                PrintStream out = new PrintStream(arguments[2], StandardCharsets.UTF_8)) {
            for (Path picture : pictures) {
                float[] features = encoder.embed(picture);
                out.println(folder.relativize(picture) + "," + joined(features));
            }
            System.out.printf("%d pictures, %d numbers each%n", pictures.size(), encoder.dimension());
        }
    }

    private static String joined(float[] features) {
        return IntStream.range(0, features.length)
                .mapToObj(i -> Float.toString(features[i]))
                .collect(Collectors.joining(","));
    }
}
