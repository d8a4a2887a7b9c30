package dev.pixio.scene.material;

import dev.pixio.scene.shape.Vector3;

/**
 * The material of a surface: a pattern of two colours, and its gloss.
 *
 * @param dark colour at tone 0 of the pattern
 * @param light colour at tone 1 of the pattern
 * @param pattern the pattern
 * @param frequency features of the pattern per metre, or per model unit of an object
 * @param turn tangent of the angle by which the pattern is rotated
 * @param offset into the infinite pattern
 * @param gloss 0 (matt) to 1 (polished)
 */
public record Material(
        Colour dark, Colour light, Pattern pattern, double frequency, double turn, Vector3 offset, double gloss) {

    /** A material of one colour with a weak gradient. */
    public static Material plain(Colour colour, double gloss) {
        return new Material(colour.times(0.85), colour, Pattern.GRADIENT, 2, 0, new Vector3(0, 0, 0), gloss);
    }

    /**
     * The albedo at a point.
     *
     * @param width of a pixel at the point, in units of the coordinates
     */
    public Colour albedo(double x, double y, double z, double width) {
        double norm = frequency / Math.sqrt(1 + turn * turn);
        double tone = pattern.at(
                (x - turn * y) * norm + offset.x(),
                (y + turn * x) * norm + offset.y(),
                z * frequency + offset.z(),
                width * frequency);
        return dark.mix(light, tone);
    }
}
