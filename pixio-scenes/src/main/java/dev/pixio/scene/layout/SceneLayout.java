package dev.pixio.scene.layout;

import dev.pixio.scene.material.Material;
import java.util.List;

/**
 * The complete description of a scene.
 *
 * @param camera position and direction of view
 * @param lighting directional and ambient light
 * @param ground material of the ground
 * @param background sky or wall
 * @param objects on the ground; the first is the main object
 */
public record SceneLayout(
        Camera camera, Lighting lighting, Material ground, Background background, List<SceneObject> objects) {

    /** The class of the main object. */
    public SceneClass label() {
        return objects.get(0).label();
    }
}
