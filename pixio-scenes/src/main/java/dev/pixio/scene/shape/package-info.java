/**
 * Geometric shapes and their ray intersections. A ray comes in; the nearest hit with its normal and surface goes out.
 * Lengths are in scene units, directions are unit vectors.
 */
@NullMarked
package dev.pixio.scene.shape;

import org.jspecify.annotations.NullMarked;
