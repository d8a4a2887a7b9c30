package dev.pixio.eval.view;

import dev.pixio.embed.view.ViewedImage;
import dev.pixio.eval.plot.PngFile;
import dev.pixio.eval.view.FeaturePanels.Panel;
import dev.pixio.io.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A folder of drawn maps: {@code features.png} with all images, and for each image a folder of its own with a file for each map
 * and {@code attention-all.png}.
 *
 * @param path of the folder, which is created
 */
public record FeatureFolder(Path path) {

    /** Length of the longer side of a single picture in pixels, at least; larger images keep their size. */
    private static final int LONGEST = 512;

    /** The sheet of all images. */
    public Path sheet() {
        return path.resolve("features.png");
    }

    /**
     * Writes all maps. Files of the same names are replaced.
     *
     * @return the folder of each image
     * @throws IOException if a file cannot be written; it is then unchanged
     */
    public List<Path> write(FeaturePanels panels) throws IOException {
        OutputFile.createFolder(path);
        FeatureSheet.write(sheet(), panels);
        Set<String> used = new HashSet<>();
        List<Path> folders = panels.images().stream()
                .map(image -> path.resolve(name(image.name(), used)))
                .toList();
        for (int image = 0; image < folders.size(); image++) {
            Path folder = folders.get(image);
            ViewedImage viewed = panels.images().get(image);
            PictureBox box = PictureBox.longest(Math.max(LONGEST, Math.max(viewed.height(), viewed.width())));
            OutputFile.createFolder(folder);
            write(folder, panels.of(image, box));
            for (List<Panel> row : panels.attention(image, box)) {
                write(folder, row);
            }
            FeatureSheet.writeAttention(folder.resolve("attention-all.png"), panels, image);
        }
        return folders;
    }

    private static void write(Path folder, List<Panel> panels) throws IOException {
        for (Panel panel : panels) {
            PngFile.write(folder.resolve(panel.name() + ".png"), panel.picture());
        }
    }

    /** The name of an image without folders and ending; with a number if it was used. */
    private static String name(String image, Set<String> used) {
        String file = image.substring(Math.max(image.lastIndexOf('/'), image.lastIndexOf('\\')) + 1);
        int dot = file.lastIndexOf('.');
        String base = dot > 0 ? file.substring(0, dot) : file;
        String name = base;
        for (int number = 2; !used.add(name.toLowerCase(Locale.ROOT)); number++) {
            name = base + "-" + number;
        }
        return name;
    }
}
