package dev.pixio.scene.layout;

import dev.pixio.scene.material.Colour;
import dev.pixio.scene.material.Noise;
import dev.pixio.scene.material.ShapingFunctions;
import dev.pixio.scene.shape.Ray;

/**
 * The sky above ranges of hills.
 *
 * @param horizon colour at the horizon, also of the haze
 * @param zenith colour overhead
 * @param clouds colour of the clouds
 * @param cover cloud cover, 0 (clear) to 1 (overcast)
 * @param hills colour of the nearest range; farther ones are mixed with the haze
 * @param steepness height of the hills as the tangent of the elevation angle; 0 for no hills
 * @param clearness see {@link Background#clearness}
 * @param offset into the infinite noise of clouds and hills
 */
public record Sky(
        Colour horizon,
        Colour zenith,
        Colour clouds,
        double cover,
        Colour hills,
        double steepness,
        double clearness,
        double offset)
        implements Background {

    private static final int RANGES = 3;

    @Override
    public Colour haze() {
        return horizon;
    }

    /**
     * The colour of the sky in the direction of a ray.
     *
     * @param width angle of a pixel, in radians
     */
    public Colour colour(Ray ray, Lighting lighting, double width) {
        double level = Math.sqrt(ray.directionX * ray.directionX + ray.directionZ * ray.directionZ);
        double elevation = ray.directionY / level;
        Colour colour = air(ray, level, elevation, lighting);
        double bearing = ray.directionX / ray.directionZ;
        for (int range = RANGES - 1; range >= 0 && steepness > 0; range--) {
            double covered = ShapingFunctions.coverage(ridge(bearing, range) - elevation, width);
            if (covered > 0) {
                Colour hill = hills.mix(
                        horizon, 0.25 + 0.25 * range + 0.1 * ShapingFunctions.clamp(1 - elevation / steepness));
                colour = colour.mix(hill, covered);
            }
        }
        return colour;
    }

    private Colour air(Ray ray, double level, double elevation, Lighting lighting) {
        double low = 1 - ShapingFunctions.clamp(1.3 * elevation);
        Colour colour = zenith.mix(horizon, low * low * low);
        double distance = Math.sqrt(level * level + ray.directionY * ray.directionY);
        double towards = lighting.direction().x() * ray.directionX
                + lighting.direction().y() * ray.directionY
                + lighting.direction().z() * ray.directionZ;
        double glow = ShapingFunctions.clamp(towards / distance);
        double halo = glow * glow * glow * glow;
        colour = colour.plus(lighting.colour().times(0.12 * halo * halo));
        return cover > 0 && elevation > 0 ? colour.mix(clouds, cloud(ray, elevation)) : colour;
    }

    private double cloud(Ray ray, double elevation) {
        // The clouds are in a horizontal plane; the constant limits the distance at the horizon, to avoid aliasing.
        double away = 1 / (ray.directionY + 0.12);
        double density = Noise.fractal(0.55 * ray.directionX * away + offset, 0.8 * away, 0, 0.1);
        double edge = 0.78 - 0.45 * cover;
        return 0.85 * ShapingFunctions.step(edge, edge + 0.25, density) * ShapingFunctions.step(0, 0.16, elevation);
    }

    private double ridge(double bearing, int range) {
        double x = (2.2 + range) * bearing + offset + 31 * range;
        double height = 0.75 * Noise.smooth(x, 0, range) + 0.25 * Noise.smooth(3.1 * x, 0, range + 7);
        return steepness * (0.25 + 0.28 * range + 0.75 * height);
    }
}
