package dev.pixio.embed.view;

import java.util.Arrays;

/**
 * An image as an encoder sees it, and what the encoder computes from it.
 *
 * @param name of the image
 * @param rgb the resized image, three bytes per pixel, row by row
 * @param height of the resized image in pixels
 * @param width of the resized image in pixels
 * @param patchTokens {@code [rows * columns, dim]}, patches in row order
 * @param dim width of a token
 * @param rows height of the grid in patches
 * @param columns width of the grid in patches
 * @param attentionWeights with which each class token attends to all tokens, {@code [heads, classTokens, L]}, the last rows *
 *     columns of L are patches
 * @param heads attention heads of the block
 * @param classTokens number of class tokens
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
public record ViewedImage(
        String name,
        byte[] rgb,
        int height,
        int width,
        float[] patchTokens,
        int dim,
        int rows,
        int columns,
        float[] attentionWeights,
        int heads,
        int classTokens) {

    public ViewedImage {
        require("pixels", rgb.length, 3 * height * width);
        require("patch tokens", patchTokens.length, rows * columns * dim);
        int row = attentionWeights.length / (heads * classTokens);
        require("weights of attention", attentionWeights.length, heads * classTokens * Math.max(row, rows * columns));
    }

    private static void require(String what, int given, int wanted) {
        if (given != wanted) {
            throw new IllegalArgumentException(given + " " + what + " where the shape has " + wanted);
        }
    }

    /** The number of patches. */
    public int patches() {
        return rows * columns;
    }

    /**
     * The attention of a class token to the patches, in one head.
     *
     * @param classToken from 0
     * @param head from 0
     * @return what is left of the sum 1 is the attention to class tokens and registers
     */
    public PatchMap attention(int classToken, int head) {
        int row = attentionWeights.length / (heads * classTokens);
        int first = (head * classTokens + classToken + 1) * row - patches();
        return new PatchMap(Arrays.copyOfRange(attentionWeights, first, first + patches()), rows, columns);
    }

    /**
     * The attention of a class token to the patches, the mean of all heads.
     *
     * @param classToken from 0
     */
    public PatchMap attention(int classToken) {
        double[] sum = new double[patches()];
        for (int head = 0; head < heads; head++) {
            add(attention(classToken, head), sum);
        }
        return mean(sum, heads);
    }

    /** The attention to the patches, the mean of all class tokens and heads. */
    public PatchMap attention() {
        double[] sum = new double[patches()];
        for (int token = 0; token < classTokens; token++) {
            add(attention(token), sum);
        }
        return mean(sum, classTokens);
    }

    private static void add(PatchMap map, double[] sum) {
        for (int patch = 0; patch < sum.length; patch++) {
            sum[patch] += map.values()[patch];
        }
    }

    private PatchMap mean(double[] sum, int count) {
        float[] values = new float[sum.length];
        for (int patch = 0; patch < sum.length; patch++) {
            values[patch] = (float) (sum[patch] / count);
        }
        return new PatchMap(values, rows, columns);
    }

    /**
     * The cosine similarity of all patch tokens to one patch token of an image.
     *
     * @param other the image with that patch, of the same encoder; possibly this one
     * @param row of that patch, from 0
     * @param column of that patch, from 0
     * @return -1 to 1; 1 at that patch
     */
    public PatchMap similarity(ViewedImage other, int row, int column) {
        if (row < 0 || row >= other.rows || column < 0 || column >= other.columns) {
            throw new IllegalArgumentException("there is no patch in row " + row + " and column " + column + " of "
                    + other.rows + " x " + other.columns);
        }
        int start = (row * other.columns + column) * dim;
        double length = length(other.patchTokens, start);
        float[] values = new float[patches()];
        for (int patch = 0; patch < values.length; patch++) {
            double product = 0;
            for (int i = 0; i < dim; i++) {
                product += (double) patchTokens[patch * dim + i] * other.patchTokens[start + i];
            }
            double lengths = length * length(patchTokens, patch * dim);
            values[patch] = lengths == 0 ? 0 : (float) (product / lengths);
        }
        return new PatchMap(values, rows, columns);
    }

    private double length(float[] tokens, int start) {
        double sum = 0;
        for (int i = start; i < start + dim; i++) {
            sum += (double) tokens[i] * tokens[i];
        }
        return Math.sqrt(sum);
    }
}
