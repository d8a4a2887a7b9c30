package dev.pixio.scene.layout;

import dev.pixio.scene.material.Material;
import dev.pixio.scene.shape.Shape;

/** One solid of a body and what it is made of. */
public record ObjectPart(Shape shape, Material material) {}
