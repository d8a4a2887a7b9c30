package dev.pixio.scene.compose;

import dev.pixio.scene.material.Colour;
import dev.pixio.scene.material.Material;
import dev.pixio.scene.material.Pattern;
import dev.pixio.scene.shape.Vector3;
import dev.pixio.torch.RandomStream;
import java.util.Arrays;
import java.util.List;

/** Chooses colours and materials, independently of the class of an object, so that colour does not predict the class. */
final class MaterialChooser {

    private static final List<Colour> OBJECT_COLOURS = colours(
            0xE4572E, 0xF3A712, 0xF6D55C, 0xA8C686, 0x669D31, 0x2A9D8F, 0x3CAEA3, 0x4EA8DE, 0x20639B, 0x5E60CE,
            0x9D4EDD, 0xC77DFF, 0xE56B9F, 0xD1495B, 0x8C1C13, 0x7F5539, 0xB08968, 0xEDE0D4, 0xF8F4E3, 0x8D99AE,
            0x495867, 0x2B2D42);

    private static final List<Colour> GROUND_COLOURS = colours(
            0x7A9E4F, 0x5B8C3A, 0xA3B86C, 0xD9B77E, 0xE6CFA1, 0xB98B5E, 0x8A5A3B, 0xC96F4A, 0x9AA5B1, 0x6D7B8A,
            0xCFC6B8, 0xE8ECEF, 0x557A6B, 0x8E7CA6, 0x4F6D7A);

    private static final List<Colour> WALL_COLOURS = colours(
            0xF2E9DC, 0xCFE0E8, 0xD7E3C5, 0xF4D6CC, 0xE0D3EA, 0xA9C0C9, 0xB7684A, 0x6B8E8A, 0x3E5C76, 0xE9C46A,
            0x8A9A5B, 0xC08497);

    private static final List<Pattern> OBJECT_PATTERNS = List.of(
            Pattern.GRADIENT,
            Pattern.GRADIENT,
            Pattern.STRIPES,
            Pattern.STRIPES,
            Pattern.CHECKS,
            Pattern.ZIGZAG,
            Pattern.DOTS,
            Pattern.CLOUDS,
            Pattern.MARBLE,
            Pattern.WOOD);

    private static final List<Pattern> OUTDOOR_PATTERNS = List.of(
            Pattern.GRASS, Pattern.GRASS, Pattern.SAND, Pattern.SAND, Pattern.TILES, Pattern.CHECKS, Pattern.CLOUDS);

    private static final List<Pattern> FLOOR_PATTERNS = List.of(
            Pattern.PLANKS,
            Pattern.PLANKS,
            Pattern.CHECKS,
            Pattern.TILES,
            Pattern.STRIPES,
            Pattern.ZIGZAG,
            Pattern.MARBLE);

    private static final List<Pattern> WALL_PATTERNS = List.of(
            Pattern.GRADIENT,
            Pattern.GRADIENT,
            Pattern.BRICKS,
            Pattern.STRIPES,
            Pattern.DOTS,
            Pattern.TILES,
            Pattern.PLANKS);

    private final RandomStream random;

    MaterialChooser(RandomStream random) {
        this.random = random;
    }

    /** A random colour of an object. */
    Colour objectColour() {
        if (random.nextInt(3) == 0) {
            return Colour.ofHue(random.nextDouble(), random.nextDouble(0.3, 0.85), random.nextDouble(0.55, 0.95));
        }
        return pick(OBJECT_COLOURS).varied(random, 0.15);
    }

    /** A material with a random pattern of two contrasting colours, for the main part of an object. */
    Material patterned() {
        Pattern pattern = pick(OBJECT_PATTERNS);
        Colour one = objectColour();
        Colour other = pattern == Pattern.GRADIENT ? one.times(0.55) : contrasting(one);
        double frequency = pattern == Pattern.GRADIENT ? 2 : random.nextDouble(4, 8);
        double[] turns = {0, 0, 1, -1, 50};
        double turn = turns[random.nextInt(turns.length)];
        return new Material(other, one, pattern, frequency, turn, offset(random.nextDouble(0, 64)), gloss());
    }

    /** A material of one colour, for a small part of an object. */
    Material plain() {
        return Material.plain(objectColour(), gloss());
    }

    /** The ground outdoors. */
    Material outdoorGround() {
        Pattern pattern = pick(OUTDOOR_PATTERNS);
        Colour light = pick(GROUND_COLOURS).varied(random, 0.2);
        double dark = pattern == Pattern.CHECKS ? 0.5 : 0.3;
        return flat(light.times(dark), light, pattern, random.nextDouble(1.4, 2.6), 0);
    }

    /** The floor of a room. */
    Material floor() {
        Pattern pattern = pick(FLOOR_PATTERNS);
        Colour light = (random.nextInt(2) == 0 ? pick(GROUND_COLOURS) : pick(WALL_COLOURS)).varied(random, 0.2);
        boolean plain = pattern == Pattern.PLANKS || pattern == Pattern.TILES || random.nextInt(2) == 0;
        Colour dark = plain ? light.times(0.22) : contrasting(light).times(0.8);
        return flat(dark, light, pattern, random.nextDouble(1.1, 2.2), random.nextDouble(0, 0.3));
    }

    /** The wall of a room, with less contrast than the objects in front of it. */
    Material wall() {
        Pattern pattern = pick(WALL_PATTERNS);
        Colour light = pick(WALL_COLOURS).varied(random, 0.2);
        Colour dark = light.times(random.nextDouble(0.45, 0.75));
        double frequency = pattern == Pattern.GRADIENT ? 0.6 : random.nextDouble(0.8, 1.8);
        double turn = pattern == Pattern.STRIPES && random.nextInt(3) > 0 ? 1e6 : 0; // mostly vertical stripes
        return new Material(dark, light, pattern, frequency, turn, offset(0.5), 0);
    }

    /** One of several, all equally likely. */
    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private Material flat(Colour dark, Colour light, Pattern pattern, double frequency, double gloss) {
        return new Material(dark, light, pattern, frequency, random.nextDouble(-1.2, 1.2), offset(0.5), gloss);
    }

    private Vector3 offset(double z) {
        return new Vector3(random.nextDouble(0, 64), random.nextDouble(0, 64), z);
    }

    private double gloss() {
        return random.nextInt(3) == 0 ? 0 : random.nextDouble(0.2, 1);
    }

    private Colour contrasting(Colour colour) {
        for (int attempt = 0; attempt < 8; attempt++) {
            Colour other = objectColour();
            if (Math.abs(other.luminance() - colour.luminance()) > 0.22) {
                return other;
            }
        }
        return colour.luminance() > 0.3 ? colour.times(0.2) : colour.mix(Colour.WHITE, 0.7);
    }

    private static List<Colour> colours(int... display) {
        return Arrays.stream(display).mapToObj(Colour::display).toList();
    }
}
