package dev.pixio.scene.material;

/**
 * The pattern of a surface between two colours. Patterns are defined in space, with features of size 1, so that they
 * continue across the faces of a solid; ground and walls use the slice z = 0.5.
 */
public enum Pattern {
    /** A smooth gradient with height. */
    GRADIENT {
        @Override
        double at(double x, double y, double z, double width) {
            return ShapingFunctions.wave(0.25 * y + 0.05 * x);
        }
    },
    STRIPES {
        @Override
        double at(double x, double y, double z, double width) {
            return 0.5 + 0.5 * ShapingFunctions.square(y, width);
        }
    },
    CHECKS {
        @Override
        double at(double x, double y, double z, double width) {
            return 0.5
                    + 0.5
                            * ShapingFunctions.square(x, width)
                            * ShapingFunctions.square(y, width)
                            * ShapingFunctions.square(z, width);
        }
    },
    ZIGZAG {
        @Override
        double at(double x, double y, double z, double width) {
            double shift = Math.abs(2 * ShapingFunctions.fraction(0.5 * (x + z)) - 1);
            return 0.5 + 0.5 * ShapingFunctions.square(y + shift, 1.4 * width);
        }
    },
    DOTS {
        @Override
        double at(double x, double y, double z, double width) {
            double dx = ShapingFunctions.fraction(x) - 0.5;
            double dy = ShapingFunctions.fraction(y) - 0.5;
            double dz = ShapingFunctions.fraction(z) - 0.5;
            double sharp = ShapingFunctions.coverage(0.36 - Math.sqrt(dx * dx + dy * dy + dz * dz), width);
            return fade(sharp, 0.3, width);
        }
    },
    CLOUDS {
        @Override
        double at(double x, double y, double z, double width) {
            return ShapingFunctions.step(0.25, 0.75, Noise.fractal(0.8 * x, 0.8 * y, 0.8 * z, width));
        }
    },
    MARBLE {
        @Override
        double at(double x, double y, double z, double width) {
            double bend = 3.2 * Noise.fractal(0.7 * x, 0.7 * y, 0.7 * z, width);
            double vein = ShapingFunctions.wave(0.8 * y + 0.4 * x + bend);
            return fade(vein * vein, 0.4, 0.7 * width);
        }
    },
    /** Irregular rings around the y axis. */
    WOOD {
        @Override
        double at(double x, double y, double z, double width) {
            double bend = 0.6 * Noise.smooth(x, 0.4 * y, z);
            double ring = ShapingFunctions.fraction(1.6 * Math.sqrt(x * x + z * z) + bend);
            return fade(ring * ring * (1.9 - ring), 0.45, 1.6 * width);
        }
    },
    PLANKS {
        @Override
        double at(double x, double y, double z, double width) {
            int plank = (int) Math.floor(x);
            double along = 0.22 * y + Noise.lattice(plank, 7, 3);
            double tone = Noise.lattice(plank, (int) Math.floor(along), 11);
            double grain = Noise.fractal(5 * x, 0.6 * y + 17 * tone, 0, 4 * width);
            double edge = Math.min(ShapingFunctions.fraction(x), 1 - ShapingFunctions.fraction(x));
            double end = 4.5 * Math.min(ShapingFunctions.fraction(along), 1 - ShapingFunctions.fraction(along));
            double board = ShapingFunctions.coverage(Math.min(edge, end) - 0.03, width);
            return (0.3 + 0.4 * tone + 0.5 * (grain - 0.4)) * fade(board, 0.9, width);
        }
    },
    BRICKS {
        @Override
        double at(double x, double y, double z, double width) {
            int row = (int) Math.floor(2 * y);
            double along = x + 0.5 * (row & 1);
            double tone = Noise.lattice((int) Math.floor(along), row, 5);
            double upright = Math.min(ShapingFunctions.fraction(along), 1 - ShapingFunctions.fraction(along));
            double level = 0.5 * Math.min(ShapingFunctions.fraction(2 * y), 1 - ShapingFunctions.fraction(2 * y));
            double brick = fade(ShapingFunctions.coverage(Math.min(upright, level) - 0.035, width), 0.8, width);
            return 1 - brick * (0.6 + 0.4 * tone);
        }
    },
    TILES {
        @Override
        double at(double x, double y, double z, double width) {
            double across = Math.min(ShapingFunctions.fraction(x), 1 - ShapingFunctions.fraction(x));
            double along = Math.min(ShapingFunctions.fraction(y), 1 - ShapingFunctions.fraction(y));
            double tone = Noise.lattice((int) Math.floor(x), (int) Math.floor(y), 9);
            double tile = fade(ShapingFunctions.coverage(Math.min(across, along) - 0.035, width), 0.87, width);
            return tile * (0.72 + 0.28 * tone);
        }
    },
    /** Fine noise over broad patches. */
    GRASS {
        @Override
        double at(double x, double y, double z, double width) {
            double patches = Noise.smooth(0.35 * x, 0.35 * y, 0);
            double tufts = Noise.fractal(1.5 * x, 1.1 * y, 0, 1.5 * width);
            return ShapingFunctions.clamp(0.55 * patches + 0.9 * tufts - 0.2);
        }
    },
    /** Ripples over broad noise. */
    SAND {
        @Override
        double at(double x, double y, double z, double width) {
            double dunes = Noise.fractal(0.3 * x, 0.3 * y, 0, 0.3 * width);
            double ripple = ShapingFunctions.wave(1.7 * y + 0.3 * x + 5 * dunes);
            return 0.55 * dunes + 0.4 * fade(ripple, 0.5, 1.2 * width);
        }
    };

    /**
     * The tone at a point.
     *
     * @param width of a pixel at the point; finer detail is replaced by its mean
     * @return 0 (dark colour) to 1 (light colour), or slightly outside of this range
     */
    abstract double at(double x, double y, double z, double width);

    private static double fade(double value, double mean, double width) {
        return value + (mean - value) * ShapingFunctions.step(0.4, 1.2, width);
    }
}
