package dev.pixio.data.scene;

/** One solid of a body and what it is made of. */
public record Part(Shape shape, Material material) {}
