/**
 * Renders scenes by ray tracing on the CPU. A {@link dev.pixio.scene.layout.SceneLayout}, an image size and a random stream
 * for the sensor noise come in; RGB pixels, segmentation and depth go out. Each image is rendered by one thread; several
 * threads may render different images.
 */
@NullMarked
package dev.pixio.scene.render;

import org.jspecify.annotations.NullMarked;
