import dev.pixio.embed.ImageEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** The features of images, without a build tool: {@code Embed WEIGHTS IMAGE...}. */
public final class Embed {

    public static void main(String[] args) throws IOException {
        try (ImageEncoder encoder = ImageEncoder.load(Path.of(args[0]))) { // a run, or weights of other libraries
            for (int i = 1; i < args.length; i++) {
                float[] features = encoder.embed(Path.of(args[i]));
                System.out.println(args[i] + " " + Arrays.toString(features));
            }
        }
    }
}
