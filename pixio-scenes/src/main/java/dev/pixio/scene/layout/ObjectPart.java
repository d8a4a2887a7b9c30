package dev.pixio.scene.layout;

import dev.pixio.scene.material.Material;
import dev.pixio.scene.shape.Shape;

/**
 * One solid of an object.
 *
 * @param shape its geometry, in model coordinates
 * @param material of its surface
 */
public record ObjectPart(Shape shape, Material material) {}
