/**
 * Colours, patterns and noise of surfaces. A point on a surface comes in; a linear RGB colour goes out. Every value is
 * a pure function of the scene's seed and the point.
 */
@NullMarked
package dev.pixio.scene.material;

import org.jspecify.annotations.NullMarked;
