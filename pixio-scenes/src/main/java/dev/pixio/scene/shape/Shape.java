package dev.pixio.scene.shape;

/** A solid that a ray can meet, in the space of the model it is part of. Immutable. */
public sealed interface Shape permits Ellipsoid, Frustum, ConvexSolid, Torus, Cup {

    /**
     * Writes the nearest meeting into the hit, if it is nearer than what is there.
     *
     * @return whether it was
     */
    boolean intersect(Ray ray, RayHit hit);

    /** The middle of the box around it. */
    Vector3 centre();

    /** Half the width, height and depth of the box around it. */
    Vector3 extent();
}
