package dev.pixio.eval.view;

import dev.pixio.embed.view.PatchMap;
import dev.pixio.eval.plot.ImageSheet.Rgb;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Colours of values: OpenCV's inferno, dark for the smallest and bright for the largest, which is readable without colour vision. */
final class HeatColours {

    private static final int LEVELS = 256;
    private static final byte[] TABLE = table();

    private HeatColours() {}

    private static byte[] table() {
        try (Mat levels = new Mat(1, LEVELS, opencv_core.CV_8UC1);
                Mat bgr = new Mat();
                Mat rgb = new Mat();
                BytePointer memory = levels.data().capacity(LEVELS)) {
            for (int level = 0; level < LEVELS; level++) {
                memory.put(level, (byte) level);
            }
            opencv_imgproc.applyColorMap(levels, bgr, opencv_imgproc.COLORMAP_INFERNO);
            opencv_imgproc.cvtColor(bgr, rgb, opencv_imgproc.COLOR_BGR2RGB);
            byte[] colours = new byte[3 * LEVELS];
            try (BytePointer read = rgb.data().capacity(colours.length)) {
                read.get(colours);
            }
            return colours;
        }
    }

    /**
     * The colours of a map, one pixel for each patch.
     *
     * @param smallest value of the darkest colour
     * @param largest value of the brightest colour
     */
    static Rgb of(PatchMap map, double smallest, double largest) {
        float[] values = map.values();
        byte[] rgb = new byte[3 * values.length];
        for (int patch = 0; patch < values.length; patch++) {
            double share = largest > smallest ? (values[patch] - smallest) / (largest - smallest) : 0;
            int level = (int) Math.round((LEVELS - 1) * Math.max(0, Math.min(1, share)));
            System.arraycopy(TABLE, 3 * level, rgb, 3 * patch, 3);
        }
        return new Rgb(rgb, map.rows(), map.columns());
    }
}
