package dev.pixio.scene.material;

/** Smooth deterministic noise from hashed lattice points. Values are in 0 .. 1. */
public final class Noise {

    private static final int OCTAVES = 3;

    /** Period of the lattice, which is larger than what an image shows. */
    private static final int PERIOD = 64;

    /** Precomputed, because hashing millions of lattice points would take most of the rendering time. */
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

    /** Hash of a lattice point, with uniformly distributed bits. */
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
        // Flat textures have an integer z, which needs one plane only.
        return between == 0 ? near : near + (plane(x, y, slice + 1) - near) * ease(between);
    }

    /**
     * Noise of three octaves, the largest of size 1. It takes less time at integer z.
     *
     * @param width of a pixel; finer octaves are replaced by their mean
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
