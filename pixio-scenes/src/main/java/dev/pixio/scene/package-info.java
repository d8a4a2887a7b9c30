/**
 * Built-in synthetic scenes, so that training and tests need no download. A seed and an index come in; an image with its
 * class label, segmentation and depth goes out, bit-equal on every machine. {@link dev.pixio.scene.SceneSource} is the
 * entry point; {@link dev.pixio.scene.SceneFolder} writes the images as files.
 */
@NullMarked
package dev.pixio.scene;

import org.jspecify.annotations.NullMarked;
