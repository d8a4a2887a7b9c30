package dev.pixio.scene.layout;

import dev.pixio.scene.material.Material;
import java.util.List;

/** All that an image is drawn from: the camera, the light, and what stands where. The first body is the main one. */
public record SceneLayout(Camera camera, Lighting sun, Material ground, Background backdrop, List<SceneObject> bodies) {

    public SceneClass label() {
        return bodies.get(0).label();
    }
}
