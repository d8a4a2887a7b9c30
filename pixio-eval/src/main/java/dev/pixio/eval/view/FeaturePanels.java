package dev.pixio.eval.view;

import dev.pixio.embed.view.PatchColours;
import dev.pixio.embed.view.PatchMap;
import dev.pixio.embed.view.PatchPoint;
import dev.pixio.embed.view.ViewedImage;
import dev.pixio.eval.plot.ImageSheet.Rgb;
import dev.pixio.eval.plot.Upscaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The maps of some images, drawn: the image, colours by principal components over all images and over their foreground, attention,
 * and the similarity to points of the first image.
 */
public final class FeaturePanels {

    private static final byte WHITE = (byte) 255;

    private final List<ViewedImage> images;
    private final List<PatchPoint> points;
    private final Upscaling upscaling;
    private final PatchColours colours;

    /**
     * A drawn map.
     *
     * @param name of its file, without folder and ending
     * @param heading above it in a sheet
     * @param picture of the size that was asked for
     */
    public record Panel(String name, String heading, Rgb picture) {}

    /**
     * @param images at least one, of one encoder
     * @param points patches of the first image, for which similarities are drawn
     * @param upscaling from patches to pixels
     */
    public FeaturePanels(List<ViewedImage> images, List<PatchPoint> points, Upscaling upscaling) {
        this.images = List.copyOf(images);
        this.points = List.copyOf(points);
        this.upscaling = upscaling;
        this.colours = PatchColours.of(images);
    }

    /** The images. */
    public List<ViewedImage> images() {
        return images;
    }

    /**
     * The maps of an image: the same for each image, in the same order.
     *
     * @param box into which the pictures fit
     */
    public List<Panel> of(int image, PictureBox box) {
        ViewedImage viewed = images.get(image);
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel("image", "image", marked(image, points, picture(viewed, box))));
        panels.add(new Panel(
                "pca", "PCA", scaled(viewed, rgb(viewed, colours.all().get(image)), box)));
        panels.add(new Panel("pca-foreground", "PCA of foreground", scaled(viewed, foreground(image), box)));
        panels.add(new Panel("attention", "attention", attention(viewed, viewed.attention(), box)));
        for (int i = 0; i < points.size(); i++) {
            String number = points.size() == 1 ? "" : "-" + (i + 1);
            String heading = points.size() == 1 ? "similarity to +" : "similarity to + " + (i + 1);
            Rgb map = HeatColours.of(similarity(image, i), leastSimilarity(i), 1);
            panels.add(new Panel(
                    "similarity" + number, heading, marked(image, points.subList(i, i + 1), scaled(viewed, map, box))));
        }
        return panels;
    }

    /**
     * The attention of each class token of an image: for each one row with the mean of the heads, then each head.
     *
     * @param box into which the pictures fit
     */
    public List<List<Panel>> attention(int image, PictureBox box) {
        ViewedImage viewed = images.get(image);
        List<List<Panel>> rows = new ArrayList<>();
        for (int token = 0; token < viewed.classTokens(); token++) {
            String name = "attention-token" + (token + 1);
            List<Panel> row = new ArrayList<>();
            row.add(new Panel(name + "-mean", "mean", attention(viewed, viewed.attention(token), box)));
            for (int head = 0; head < viewed.heads(); head++) {
                row.add(new Panel(
                        name + "-head" + (head + 1),
                        "head " + (head + 1),
                        attention(viewed, viewed.attention(token, head), box)));
            }
            rows.add(row);
        }
        return rows;
    }

    private PatchMap similarity(int image, int point) {
        PatchPoint at = points.get(point);
        return images.get(image).similarity(images.get(0), at.row(), at.column());
    }

    private double leastSimilarity(int point) {
        double least = 1;
        for (int image = 0; image < images.size(); image++) {
            least = Math.min(least, similarity(image, point).smallest());
        }
        return least;
    }

    private Rgb attention(ViewedImage viewed, PatchMap map, PictureBox box) {
        return scaled(viewed, HeatColours.of(map, map.smallest(), map.largest()), box);
    }

    private static Rgb rgb(ViewedImage viewed, byte[] colours) {
        return new Rgb(colours, viewed.rows(), viewed.columns());
    }

    /** White where there is background. */
    private Rgb foreground(int image) {
        byte[] rgb = colours.foreground().get(image).clone();
        boolean[] chosen = colours.inForeground().get(image);
        for (int patch = 0; patch < chosen.length; patch++) {
            if (!chosen[patch]) {
                Arrays.fill(rgb, 3 * patch, 3 * patch + 3, WHITE);
            }
        }
        return rgb(images.get(image), rgb);
    }

    /** The image as the encoder sees it. */
    static Rgb picture(ViewedImage viewed, PictureBox box) {
        return box.fit(Upscaling.BILINEAR, new Rgb(viewed.rgb(), viewed.height(), viewed.width()), viewed);
    }

    private Rgb scaled(ViewedImage viewed, Rgb map, PictureBox box) {
        return box.fit(upscaling, map, viewed);
    }

    /** With a cross at each point, on the first image only. */
    private Rgb marked(int image, List<PatchPoint> marks, Rgb picture) {
        if (image > 0) {
            return picture;
        }
        byte[] rgb = picture.rgb().clone();
        Rgb copy = new Rgb(rgb, picture.height(), picture.width());
        ViewedImage viewed = images.get(0);
        for (PatchPoint mark : marks) {
            int y = (int) ((mark.row() + 0.5) * picture.height() / viewed.rows());
            int x = (int) ((mark.column() + 0.5) * picture.width() / viewed.columns());
            int arm = Math.max(5, Math.max(picture.height(), picture.width()) / 32);
            cross(copy, y, x, arm, 2, 0);
            cross(copy, y, x, arm - 1, 1, 255);
        }
        return copy;
    }

    private static void cross(Rgb picture, int y, int x, int arm, int half, int value) {
        fill(picture, y - half, y + half, x - arm, x + arm, value);
        fill(picture, y - arm, y + arm, x - half, x + half, value);
    }

    private static void fill(Rgb picture, int top, int bottom, int left, int right, int value) {
        for (int row = Math.max(0, top); row <= Math.min(picture.height() - 1, bottom); row++) {
            for (int column = Math.max(0, left); column <= Math.min(picture.width() - 1, right); column++) {
                int first = 3 * (row * picture.width() + column);
                Arrays.fill(picture.rgb(), first, first + 3, (byte) value);
            }
        }
    }
}
