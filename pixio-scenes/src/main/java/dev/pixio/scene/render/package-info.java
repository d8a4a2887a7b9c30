/**
 * Renders scenes by ray tracing in software. A layout and an image size come in; RGB pixels, an object mask and depth
 * go out. The result does not depend on the number of threads.
 */
@NullMarked
package dev.pixio.scene.render;

import org.jspecify.annotations.NullMarked;
