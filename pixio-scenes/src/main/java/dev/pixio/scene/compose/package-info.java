/**
 * Chooses the content of a scene: class, objects, materials, lighting and camera. A random stream keyed by seed and index
 * comes in; a {@link dev.pixio.scene.layout.SceneLayout} goes out. Only the vignette and the noise of the image are drawn
 * elsewhere, from a separate stream in {@link dev.pixio.scene.render}.
 */
@NullMarked
package dev.pixio.scene.compose;

import org.jspecify.annotations.NullMarked;
