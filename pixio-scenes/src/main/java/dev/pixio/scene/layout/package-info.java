/**
 * The description of a scene: camera, lighting, ground, background and objects. {@link dev.pixio.scene.compose} creates a
 * {@link dev.pixio.scene.layout.SceneLayout}, and {@link dev.pixio.scene.render} renders it. The types are immutable;
 * {@link dev.pixio.scene.layout.SceneObject} also intersects rays with its parts.
 */
@NullMarked
package dev.pixio.scene.layout;

import org.jspecify.annotations.NullMarked;
