package dev.pixio.embed.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Colours of patches by three principal components of their tokens, over all patches of several images together: patches of
 * similar colour have similar tokens, also in different images. DINOv2's authors (arXiv 2304.07193, section 7.5) show features in
 * this way: the first component separates the foreground from the background, and the components of the foreground alone are its
 * colours.
 *
 * <p>For the foreground, tokens are taken without the mean of their image, because images without a common motif differ more by
 * that than foreground and background do. In each image the first component is cut where the variance between both sides is the
 * largest (Otsu 1979), and the side with fewer patches at the edges of the image is the foreground.
 *
 * @param all for each image three bytes for each patch in row order: red, green and blue are the first, second and third
 *     component over all patches
 * @param foreground the same of the components over the patches of the foreground; patches of the background have no meaning
 * @param inForeground for each image whether a patch is foreground
 */
@SuppressWarnings("ArrayRecordComponent") // not changed
public record PatchColours(List<byte[]> all, List<byte[]> foreground, List<boolean[]> inForeground) {

    private static final int COLOURS = 3;

    /** Of the smallest and of the largest values of a component, so many get the first and the last colour. */
    private static final double CLIPPED = 0.01;

    private static final int BINS = 256;

    public PatchColours {
        all = List.copyOf(all);
        foreground = List.copyOf(foreground);
        inForeground = List.copyOf(inForeground);
    }

    /**
     * The colours of the patches of some images.
     *
     * @param images at least one, of one encoder
     * @throws IllegalArgumentException if there are fewer than two patches, or tokens have fewer than three numbers
     */
    public static PatchColours of(List<ViewedImage> images) {
        int dim = images.get(0).dim();
        float[] tokens = concatenated(images);
        PrincipalComponents components = PrincipalComponents.of(tokens, dim, COLOURS);
        boolean[] chosen = foreground(tokens, images, dim);
        float[] kept = selected(tokens, chosen, dim);
        // A foreground of hardly any patches has no three components of its own.
        PrincipalComponents own = kept.length / dim > COLOURS ? PrincipalComponents.of(kept, dim, COLOURS) : components;
        boolean[] every = new boolean[chosen.length];
        Arrays.fill(every, true);
        byte[] all = colours(components, tokens, every);
        byte[] front = colours(own, tokens, chosen);
        List<byte[]> allByImage = new ArrayList<>();
        List<byte[]> frontByImage = new ArrayList<>();
        List<boolean[]> chosenByImage = new ArrayList<>();
        int first = 0;
        for (ViewedImage image : images) {
            int end = first + image.patches();
            allByImage.add(Arrays.copyOfRange(all, COLOURS * first, COLOURS * end));
            frontByImage.add(Arrays.copyOfRange(front, COLOURS * first, COLOURS * end));
            chosenByImage.add(Arrays.copyOfRange(chosen, first, end));
            first = end;
        }
        return new PatchColours(allByImage, frontByImage, chosenByImage);
    }

    private static float[] concatenated(List<ViewedImage> images) {
        int length =
                images.stream().mapToInt(image -> image.patchTokens().length).sum();
        float[] tokens = new float[length];
        int first = 0;
        for (ViewedImage image : images) {
            System.arraycopy(image.patchTokens(), 0, tokens, first, image.patchTokens().length);
            first += image.patchTokens().length;
        }
        return tokens;
    }

    private static float[] selected(float[] tokens, boolean[] chosen, int dim) {
        int count = count(chosen);
        float[] kept = new float[count * dim];
        int next = 0;
        for (int patch = 0; patch < chosen.length; patch++) {
            if (chosen[patch]) {
                System.arraycopy(tokens, patch * dim, kept, next, dim);
                next += dim;
            }
        }
        return kept;
    }

    private static int count(boolean[] chosen) {
        int count = 0;
        for (boolean one : chosen) {
            count += one ? 1 : 0;
        }
        return count;
    }

    private static double[] projected(PrincipalComponents components, float[] tokens, int patches, int component) {
        double[] values = new double[patches];
        for (int patch = 0; patch < patches; patch++) {
            values[patch] = components.project(tokens, patch, component);
        }
        return values;
    }

    private static boolean[] foreground(float[] tokens, List<ViewedImage> images, int dim) {
        float[] centred = centred(tokens, images, dim);
        PrincipalComponents component = PrincipalComponents.of(centred, dim, 1);
        double[] places = projected(component, centred, centred.length / dim, 0);
        boolean[] chosen = new boolean[places.length];
        int first = 0;
        for (ViewedImage image : images) {
            double[] own = Arrays.copyOfRange(places, first, first + image.patches());
            double threshold = otsu(own);
            boolean isForeground = atEdge(own, threshold, true, image) <= atEdge(own, threshold, false, image);
            for (int patch = 0; patch < own.length; patch++) {
                chosen[first + patch] = own[patch] > threshold == isForeground;
            }
            first += image.patches();
        }
        return chosen;
    }

    /** Tokens without the mean of their image, by which images differ more than foreground and background. */
    private static float[] centred(float[] tokens, List<ViewedImage> images, int dim) {
        float[] centred = new float[tokens.length];
        int first = 0;
        for (ViewedImage image : images) {
            for (int i = 0; i < dim; i++) {
                double sum = 0;
                for (int patch = first; patch < first + image.patches(); patch++) {
                    sum += tokens[patch * dim + i];
                }
                for (int patch = first; patch < first + image.patches(); patch++) {
                    centred[patch * dim + i] = (float) (tokens[patch * dim + i] - sum / image.patches());
                }
            }
            first += image.patches();
        }
        return centred;
    }

    /** The number of patches of a side that are at the edge of their image. */
    private static int atEdge(double[] places, double threshold, boolean above, ViewedImage image) {
        int count = 0;
        for (int patch = 0; patch < places.length; patch++) {
            int row = patch / image.columns();
            int column = patch % image.columns();
            boolean edge = row == 0 || column == 0 || row == image.rows() - 1 || column == image.columns() - 1;
            count += edge && places[patch] > threshold == above ? 1 : 0;
        }
        return count;
    }

    /** The threshold with the largest variance between the values below and above it. */
    static double otsu(double[] values) {
        double smallest = Arrays.stream(values).min().orElseThrow();
        double largest = Arrays.stream(values).max().orElseThrow();
        if (smallest == largest) {
            return smallest;
        }
        double width = (largest - smallest) / BINS;
        int[] counts = new int[BINS];
        double[] sums = new double[BINS];
        double total = 0;
        for (double value : values) {
            int bin = Math.min(BINS - 1, (int) ((value - smallest) / width));
            counts[bin]++;
            sums[bin] += value;
            total += value;
        }
        double best = -1;
        int after = 0;
        int below = 0;
        double sumBelow = 0;
        for (int bin = 0; bin < BINS - 1; bin++) {
            below += counts[bin];
            sumBelow += sums[bin];
            int above = values.length - below;
            if (below == 0 || above == 0) {
                continue;
            }
            double difference = sumBelow / below - (total - sumBelow) / above;
            double between = (double) below * above * difference * difference;
            if (between > best) {
                best = between;
                after = bin;
            }
        }
        return smallest + (after + 1) * width;
    }

    /** Three bytes for each patch, by the range of the chosen patches without the ends. */
    private static byte[] colours(PrincipalComponents components, float[] tokens, boolean[] chosen) {
        byte[] colours = new byte[COLOURS * chosen.length];
        for (int component = 0; component < COLOURS; component++) {
            double[] values = projected(components, tokens, chosen.length, component);
            double[] range = range(values, chosen);
            for (int patch = 0; patch < chosen.length; patch++) {
                double share = range[1] > range[0] ? (values[patch] - range[0]) / (range[1] - range[0]) : 0.5;
                colours[COLOURS * patch + component] = (byte) Math.round(255 * Math.max(0, Math.min(1, share)));
            }
        }
        return colours;
    }

    private static double[] range(double[] values, boolean[] chosen) {
        double[] sorted = new double[count(chosen)];
        int next = 0;
        for (int patch = 0; patch < values.length; patch++) {
            if (chosen[patch]) {
                sorted[next++] = values[patch];
            }
        }
        if (sorted.length == 0) {
            return new double[2];
        }
        Arrays.sort(sorted);
        int clipped = (int) (CLIPPED * sorted.length);
        return new double[] {sorted[clipped], sorted[sorted.length - 1 - clipped]};
    }
}
