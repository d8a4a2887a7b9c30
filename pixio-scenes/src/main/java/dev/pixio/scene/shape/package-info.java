/**
 * Geometric shapes and their ray intersections. A ray in model coordinates comes in; the nearest hit with its normal and
 * face goes out. Directions and normals need not have length 1.
 */
@NullMarked
package dev.pixio.scene.shape;

import org.jspecify.annotations.NullMarked;
