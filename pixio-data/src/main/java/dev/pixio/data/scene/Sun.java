package dev.pixio.data.scene;

/**
 * The light of a scene: one far lamp, and what comes from everywhere.
 *
 * @param direction towards the lamp, of length 1
 * @param colour of the lamp
 * @param above the light that comes from the sky or the ceiling
 * @param below the light that comes back from the ground
 */
public record Sun(Vector direction, Colour colour, Colour above, Colour below) {}
