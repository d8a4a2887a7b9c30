package dev.pixio.scene.layout;

import dev.pixio.scene.material.Colour;
import dev.pixio.scene.material.Noise;
import dev.pixio.scene.material.ShapingFunctions;
import dev.pixio.scene.shape.Ray;

/**
 * Open sky over ranges of hills.
 *
 * @param horizon colour just above the ground, which is also the haze
 * @param zenith colour overhead
 * @param clouds colour of the clouds
 * @param cover 0 for a clear sky, 1 for one full of clouds
 * @param hills colour of the nearest range; farther ones take on the haze
 * @param steepness height of the hills, as the tangent of the angle; 0 for a plain
 * @param place which part of the endless clouds and hills
 */
public record Sky(
        Colour horizon,
        Colour zenith,
        Colour clouds,
        double cover,
        Colour hills,
        double steepness,
        double clearness,
        double place)
        implements Background {

    private static final int RANGES = 3;

    @Override
    public Colour haze() {
        return horizon;
    }

    /**
     * What a ray sees that meets nothing else.
     *
     * @param width the angle of a pixel
     */
    public Colour seen(Ray ray, Lighting sun, double width) {
        double level = Math.sqrt(ray.directionX * ray.directionX + ray.directionZ * ray.directionZ);
        double elevation = ray.directionY / level;
        Colour colour = air(ray, level, elevation, sun);
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

    private Colour air(Ray ray, double level, double elevation, Lighting sun) {
        double low = 1 - ShapingFunctions.clamp(1.3 * elevation);
        Colour colour = zenith.mix(horizon, low * low * low);
        double distance = Math.sqrt(level * level + ray.directionY * ray.directionY);
        double towards = sun.direction().x() * ray.directionX
                + sun.direction().y() * ray.directionY
                + sun.direction().z() * ray.directionZ;
        double glow = ShapingFunctions.clamp(towards / distance);
        double halo = glow * glow * glow * glow;
        colour = colour.plus(sun.colour().times(0.12 * halo * halo));
        return cover > 0 && elevation > 0 ? colour.mix(clouds, cloud(ray, elevation)) : colour;
    }

    private double cloud(Ray ray, double elevation) {
        // The clouds are a plane overhead; the constant bends it down at the horizon, where it would flicker.
        double away = 1 / (ray.directionY + 0.12);
        double density = Noise.fractal(0.55 * ray.directionX * away + place, 0.8 * away, 0, 0.1);
        double edge = 0.78 - 0.45 * cover;
        return 0.85 * ShapingFunctions.step(edge, edge + 0.25, density) * ShapingFunctions.step(0, 0.16, elevation);
    }

    private double ridge(double bearing, int range) {
        double x = (2.2 + range) * bearing + place + 31 * range;
        double height = 0.75 * Noise.smooth(x, 0, range) + 0.25 * Noise.smooth(3.1 * x, 0, range + 7);
        return steepness * (0.25 + 0.28 * range + 0.75 * height);
    }
}
