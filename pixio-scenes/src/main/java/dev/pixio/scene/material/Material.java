package dev.pixio.scene.material;

import dev.pixio.scene.shape.Vector3;

/**
 * What a surface looks like: two colours, how it alternates between them, and how much it shines.
 *
 * @param frequency features of the pattern per metre, or per unit of a body's own space
 * @param turn tangent of the angle by which the pattern leans
 * @param offset which part of the endless pattern
 * @param gloss 0 matt, 1 polished
 */
public record Material(
        Colour dark, Colour light, Pattern pattern, double frequency, double turn, Vector3 offset, double gloss) {

    /** A surface of one colour with a breath of another. */
    public static Material plain(Colour colour, double gloss) {
        return new Material(colour.times(0.85), colour, Pattern.GRADIENT, 2, 0, new Vector3(0, 0, 0), gloss);
    }

    /**
     * The share of each light that comes back from a point.
     *
     * @param width of a pixel there
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
