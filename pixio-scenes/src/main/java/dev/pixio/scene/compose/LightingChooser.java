package dev.pixio.scene.compose;

import dev.pixio.scene.layout.Lighting;
import dev.pixio.scene.layout.Sky;
import dev.pixio.scene.material.Colour;
import dev.pixio.scene.shape.Vector3;
import dev.pixio.torch.RandomStream;
import java.util.List;

/** Chooses sky and lighting together, because the colour of the light depends on the sky. */
final class LightingChooser {

    /** Display colours of a sky and of its light. */
    private record SkyColours(int horizon, int zenith, int clouds, int hills, int light) {}

    private static final List<SkyColours> SKIES = List.of(
            new SkyColours(0xD6E8F2, 0x4A90D9, 0xFFFFFF, 0x4F7A6B, 0xFFF4E0), // noon
            new SkyColours(0xFBE3C0, 0x6FA8DC, 0xFFF1DC, 0x6B7F5A, 0xFFE2B0), // late afternoon
            new SkyColours(0xF9B384, 0x5B6C9E, 0xFFD0B0, 0x5A4A6B, 0xFFC080), // sunset
            new SkyColours(0xF3C6D3, 0x8A7FC0, 0xFBE0E6, 0x6D5C86, 0xFFD8D8), // dusk
            new SkyColours(0xDDE3E6, 0x9FB0BC, 0xF4F6F7, 0x66757A, 0xF0F4FF), // overcast
            new SkyColours(0xCDEBE1, 0x57A5A0, 0xF5FFFB, 0x3F6E62, 0xFFFBE6), // mint morning
            new SkyColours(0xB9C7E8, 0x2F4B8C, 0xDCE4F7, 0x2F4268, 0xD8E4FF), // blue hour
            new SkyColours(0xF6E7B4, 0xC9A96A, 0xFFF7DB, 0x8C6B46, 0xFFEBC0)); // dust

    private static final List<Colour> LAMPS = List.of(
            Colour.display(0xFFE6C4), Colour.display(0xFFF6E8), Colour.display(0xFFFFFF), Colour.display(0xE4EEFF));

    private final RandomStream random;
    private final MaterialChooser materials;

    LightingChooser(RandomStream random) {
        this.random = random;
        this.materials = new MaterialChooser(random);
    }

    /** A random sky. */
    Sky sky() {
        SkyColours colours = materials.pick(SKIES);
        return new Sky(
                Colour.display(colours.horizon).varied(random, 0.1),
                Colour.display(colours.zenith).varied(random, 0.2),
                Colour.display(colours.clouds),
                random.nextInt(3) == 0 ? 0 : random.nextDouble(0.2, 0.9),
                Colour.display(colours.hills).varied(random, 0.25),
                random.nextInt(4) == 0 ? 0 : random.nextDouble(0.04, 0.2),
                random.nextDouble(18, 45),
                random.nextDouble(0, 64));
    }

    /** Sunlight for a sky, tinted by its colour. */
    Lighting sun(Sky sky) {
        Colour light = Colour.WHITE.mix(sky.horizon(), 0.7).times(random.nextDouble(0.85, 1.15));
        Colour above =
                sky.zenith().mix(sky.horizon(), 0.5).mix(Colour.WHITE, 0.2).times(0.5);
        return new Lighting(direction(0.35), light, above, above.times(0.5));
    }

    /** A lamp in a room, with ambient light reflected by the walls. */
    Lighting lamp() {
        Colour light = materials.pick(LAMPS).times(random.nextDouble(0.8, 1.1));
        Colour above = light.times(random.nextDouble(0.38, 0.52));
        return new Lighting(direction(-0.35), light, above, above.times(0.7));
    }

    /**
     * A direction from above and mostly from the side of the camera, so that the lit side is visible.
     *
     * @param behind largest component away from the camera, before normalisation
     */
    private Vector3 direction(double behind) {
        double side = random.nextInt(2) == 0 ? 1 : -1;
        double across = side * random.nextDouble(0.25, 1.1);
        return new Vector3(across, random.nextDouble(0.6, 1.3), random.nextDouble(-1, behind)).normalized();
    }
}
