/**
 * Renders scenes by ray tracing on the CPU. A {@link dev.pixio.scene.layout.SceneLayout}, an image size and a random stream
 * for the sensor noise come in; RGB pixels, segmentation and depth go out. Each image is rendered by one thread; several
 * threads may render different images.
 *
 * <p>Written here because each image must be bit-equal on every machine and have a segmentation and a depth for each
 * pixel. Renderers on a GPU or in native code guarantee neither.
 */
@NullMarked
package dev.pixio.scene.render;

import org.jspecify.annotations.NullMarked;
