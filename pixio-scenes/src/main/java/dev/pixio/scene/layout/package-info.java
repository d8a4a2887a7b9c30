/**
 * What a scene consists of: objects, camera, lighting, background. Records without behaviour beyond geometry come in
 * and go out. Composition fills them and rendering reads them.
 */
@NullMarked
package dev.pixio.scene.layout;

import org.jspecify.annotations.NullMarked;
