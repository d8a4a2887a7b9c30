/**
 * Built-in synthetic scenes, so that training and tests need no download. A seed and an index come in; an image with
 * its class label, object mask and depth goes out, bit-equal on every machine. {@link dev.pixio.scene.SceneSource} is
 * the entry.
 */
@NullMarked
package dev.pixio.scene;

import org.jspecify.annotations.NullMarked;
