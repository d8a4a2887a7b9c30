/**
 * Colours, patterns and noise of surfaces. A point on a surface and the width of a pixel there come in; the linear RGB
 * albedo goes out. Every value is a pure function of the material and the point.
 */
@NullMarked
package dev.pixio.scene.material;

import org.jspecify.annotations.NullMarked;
