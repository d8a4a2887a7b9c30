/**
 * Chooses the content of a scene. A random stream keyed by seed and index comes in; a {@link
 * dev.pixio.scene.layout.SceneLayout} goes out. All randomness of scenes is drawn here.
 */
@NullMarked
package dev.pixio.scene.compose;

import org.jspecify.annotations.NullMarked;
