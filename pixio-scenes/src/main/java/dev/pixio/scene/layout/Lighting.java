package dev.pixio.scene.layout;

import dev.pixio.scene.material.Colour;
import dev.pixio.scene.shape.Vector3;

/**
 * The light of a scene: one far lamp, and what comes from everywhere.
 *
 * @param direction towards the lamp, of length 1
 * @param colour of the lamp
 * @param above the light that comes from the sky or the ceiling
 * @param below the light that comes back from the ground
 */
public record Lighting(Vector3 direction, Colour colour, Colour above, Colour below) {}
