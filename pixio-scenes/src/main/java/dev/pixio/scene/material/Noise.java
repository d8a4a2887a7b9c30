package dev.pixio.scene.material;

/** Smooth noise from hashed lattice points; the same at the same place, without state. Values are in 0 .. 1. */
public final class Noise {

    private static final int OCTAVES = 3;

    /** The lattice repeats after this many points, which is more than an image shows. */
    private static final int PERIOD = 64;

    /** Hashing each of the millions of lattice points again would take most of the time of a drawing. */
    private static final float[] LATTICE = new float[PERIOD * PERIOD];

    static {
        for (int point = 0; point < LATTICE.length; point++) {
            LATTICE[point] = (hash(point, 0, 0) >>> 8) * 0x1p-24f;
        }
    }

    private Noise() {}

    /** The value of a lattice point. */
    static double lattice(int x, int y, int z) {
        return LATTICE[((y + 29 * z) & (PERIOD - 1)) * PERIOD + ((x + 23 * z) & (PERIOD - 1))];
    }

    /** White bits of a lattice point. */
    public static int hash(int x, int y, int z) {
        int h = x * 0x8da6b343 + y * 0xd8163841 + z * 0xcb1ab31f;
        h = (h ^ (h >>> 15)) * 0x2c1b3c6d;
        return (h ^ (h >>> 13)) * 0x297a2d39;
    }

    /** Smooth noise with features of size 1. */
    public static double smooth(double x, double y, double z) {
        int slice = floor(z);
        double near = plane(x, y, slice);
        double between = z - slice;
        // Flat textures ask for whole z, and then half of the work is saved.
        return between == 0 ? near : near + (plane(x, y, slice + 1) - near) * ease(between);
    }

    /**
     * Noise of three octaves, the largest of size 1. At z = 0 it is flat, and cheaper.
     *
     * @param width of a pixel; octaves finer than that fade into their mean
     */
    public static double fractal(double x, double y, double z, double width) {
        double sum = 0.5;
        double amplitude = 4.0 / 7;
        double scale = 1;
        for (int octave = 0; octave < OCTAVES; octave++) {
            double fine = width * scale;
            if (fine < 1.1) {
                double visible = fine > 0.35 ? 1 - ShapingFunctions.step(0.35, 1.1, fine) : 1;
                sum += amplitude * visible * (smooth(x * scale, y * scale, z * scale) - 0.5);
            }
            amplitude *= 0.5;
            scale *= 2.03; // not 2, so that the lattices of the octaves do not coincide
        }
        return sum;
    }

    private static double plane(double x, double y, int z) {
        int column = floor(x);
        int row = floor(y);
        double u = ease(x - column);
        double v = ease(y - row);
        double a = lattice(column, row, z);
        double b = lattice(column, row + 1, z);
        double upper = a + (lattice(column + 1, row, z) - a) * u;
        double lower = b + (lattice(column + 1, row + 1, z) - b) * u;
        return upper + (lower - upper) * v;
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }

    private static int floor(double x) {
        int truncated = (int) x;
        return x < truncated ? truncated - 1 : truncated;
    }
}
