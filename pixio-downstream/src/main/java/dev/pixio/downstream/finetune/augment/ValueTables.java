package dev.pixio.downstream.finetune.augment;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Operations that replace each value by that of a table. */
final class ValueTables {

    private static final int VALUES = 256;

    private ValueTables() {}

    /** All planes by one table. */
    static Planes mapped(Planes image, IntUnaryOperator table) {
        byte[] out = new byte[image.values().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) table.applyAsInt(image.at(i));
        }
        return image.with(out);
    }

    /** The smallest value of each plane becomes 0, and the largest 255. */
    static Planes autoContrast(Planes image) {
        return eachPlane(image, counts -> {
            int low = 0;
            while (low < VALUES && counts[low] == 0) {
                low++;
            }
            int high = VALUES - 1;
            while (high >= 0 && counts[high] == 0) {
                high--;
            }
            int[] table = identity();
            if (high > low) {
                double scale = 255.0 / (high - low);
                double offset = -low * scale;
                Arrays.setAll(table, value -> clipped((int) (value * scale + offset)));
            }
            return table;
        });
    }

    /** The values of each plane become about equally frequent. */
    static Planes equalize(Planes image) {
        return eachPlane(image, counts -> {
            int[] present = Arrays.stream(counts).filter(count -> count > 0).toArray();
            int step = (Arrays.stream(present).sum() - present[present.length - 1]) / 255;
            int[] table = identity();
            if (present.length > 1 && step > 0) {
                int sum = step / 2;
                for (int value = 0; value < VALUES; value++) {
                    table[value] = clipped(sum / step);
                    sum += counts[value];
                }
            }
            return table;
        });
    }

    private static int[] identity() {
        int[] table = new int[VALUES];
        Arrays.setAll(table, value -> value);
        return table;
    }

    private static int clipped(int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** Makes a table of the frequencies of values. */
    private interface TableOf {
        int[] make(int... counts);
    }

    private static Planes eachPlane(Planes image, TableOf tables) {
        int pixels = image.pixels();
        byte[] out = new byte[image.values().length];
        for (int plane = 0; plane < Planes.COUNT; plane++) {
            int from = plane * pixels;
            int[] counts = new int[VALUES];
            for (int i = from; i < from + pixels; i++) {
                counts[image.at(i)]++;
            }
            int[] table = tables.make(counts);
            for (int i = from; i < from + pixels; i++) {
                out[i] = (byte) table[image.at(i)];
            }
        }
        return image.with(out);
    }
}
