package dev.pixio.eval.dense;

import java.util.ArrayList;
import java.util.List;

/** Pixels of scenes, counted by actual and predicted class. */
final class PixelCounts {

    private final int classes;
    private final List<int[]> scenes = new ArrayList<>(); // actual * classes + predicted

    PixelCounts(int classes) {
        this.classes = classes;
    }

    /** Adds the pixels of a scene. */
    void add(byte[] actual, byte[] predicted) {
        int[] counts = new int[classes * classes];
        for (int pixel = 0; pixel < actual.length; pixel++) {
            counts[actual[pixel] * classes + predicted[pixel]]++;
        }
        scenes.add(counts);
    }

    int scenes() {
        return scenes.size();
    }

    /**
     * The counts over all scenes.
     *
     * @param weights how often each scene counts
     */
    Sum sum(int[] weights) {
        long[] sum = new long[classes * classes];
        for (int scene = 0; scene < weights.length; scene++) {
            if (weights[scene] != 0) {
                int[] counts = scenes.get(scene);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += (long) weights[scene] * counts[i];
                }
            }
        }
        return new Sum(classes, sum);
    }

    /** Counts of pixels over a set of scenes. */
    static final class Sum {

        private final int classes;
        private final long[] counts;

        private Sum(int classes, long[] counts) {
            this.classes = classes;
            this.counts = counts;
        }

        /** Share of the pixels whose class is predicted. */
        double accuracy() {
            long correct = 0;
            long all = 0;
            for (int i = 0; i < counts.length; i++) {
                correct += i / classes == i % classes ? counts[i] : 0;
                all += counts[i];
            }
            return (double) correct / all;
        }

        /** Intersection over union of a class; NaN if no pixel has it and none is predicted as it. */
        double iou(int label) {
            long union = -counts[label * classes + label];
            for (int other = 0; other < classes; other++) {
                union += counts[label * classes + other] + counts[other * classes + label];
            }
            return union == 0 ? Double.NaN : (double) counts[label * classes + label] / union;
        }

        /** The mean of the classes' intersections over unions, without those that are NaN. */
        double meanIou() {
            double sum = 0;
            int present = 0;
            for (int label = 0; label < classes; label++) {
                double iou = iou(label);
                if (!Double.isNaN(iou)) {
                    sum += iou;
                    present++;
                }
            }
            return sum / present;
        }
    }
}
