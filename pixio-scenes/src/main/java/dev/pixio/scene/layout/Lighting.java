package dev.pixio.scene.layout;

import dev.pixio.scene.material.Colour;
import dev.pixio.scene.shape.Vector3;

/**
 * The lighting of a scene: one directional light, and ambient light.
 *
 * @param direction towards the light, of length 1
 * @param colour of the directional light
 * @param above ambient light from the sky or the ceiling
 * @param below ambient light from the ground
 */
public record Lighting(Vector3 direction, Colour colour, Colour above, Colour below) {}
