package dev.pixio.scene.shape;

/** A solid that can be intersected with rays, in model coordinates. Immutable. */
public sealed interface Shape permits Ellipsoid, Frustum, ConvexSolid, Torus, Cup {

    /**
     * Updates the hit if the nearest intersection with the ray is nearer.
     *
     * @return whether the hit was updated
     */
    boolean intersect(Ray ray, RayHit hit);

    /** Centre of the bounding box. */
    Vector3 centre();

    /** Half the size of the bounding box along x, y and z. */
    Vector3 extent();
}
