package dev.pixio.scene.material;

import dev.pixio.torch.RandomStream;

/**
 * A colour in linear RGB; 1 is white, light sources may be brighter.
 *
 * @param red at least 0
 * @param green at least 0
 * @param blue at least 0
 */
public record Colour(double red, double green, double blue) {

    /** White. */
    public static final Colour WHITE = new Colour(1, 1, 1);

    /** From a display colour such as {@code 0xF2A65A}, with gamma 2, which is exact in floating point and close to sRGB. */
    public static Colour display(int hex) {
        return new Colour(square(hex >> 16), square(hex >> 8), square(hex));
    }

    /** From hue, saturation and value in 0 .. 1; hue 0 is red, 1/3 green, 2/3 blue. */
    public static Colour ofHue(double hue, double saturation, double value) {
        double red = ShapingFunctions.clamp(Math.abs(ShapingFunctions.fraction(hue) * 6 - 3) - 1);
        double green = ShapingFunctions.clamp(Math.abs(ShapingFunctions.fraction(hue + 2.0 / 3) * 6 - 3) - 1);
        double blue = ShapingFunctions.clamp(Math.abs(ShapingFunctions.fraction(hue + 1.0 / 3) * 6 - 3) - 1);
        double grey = 1 - saturation;
        Colour display = new Colour(
                value * (grey + saturation * red),
                value * (grey + saturation * green),
                value * (grey + saturation * blue));
        return display.times(display);
    }

    /** Linear interpolation; a share of 1 gives the other colour. */
    public Colour mix(Colour other, double share) {
        return new Colour(
                red + (other.red - red) * share,
                green + (other.green - green) * share,
                blue + (other.blue - blue) * share);
    }

    /** Sum of both, by channel. */
    public Colour plus(Colour other) {
        return new Colour(red + other.red, green + other.green, blue + other.blue);
    }

    /** Product of both, by channel. */
    public Colour times(Colour other) {
        return new Colour(red * other.red, green * other.green, blue * other.blue);
    }

    /** This colour, scaled. */
    public Colour times(double factor) {
        return new Colour(red * factor, green * factor, blue * factor);
    }

    /** Approximate relative luminance. */
    public double luminance() {
        return 0.25 * red + 0.65 * green + 0.1 * blue;
    }

    /** This colour with random changes of brightness and warmth, up to the given relative amount. */
    public Colour varied(RandomStream random, double amount) {
        double brightness = 1 + amount * random.nextDouble(-1, 1);
        double warmth = 0.5 * amount * random.nextDouble(-1, 1);
        return new Colour(red * brightness * (1 + warmth), green * brightness, blue * brightness * (1 - warmth));
    }

    private static double square(int hexByte) {
        double display = (hexByte & 0xFF) / 255.0;
        return display * display;
    }
}
