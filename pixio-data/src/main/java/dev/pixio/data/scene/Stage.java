package dev.pixio.data.scene;

import java.util.List;

/** All that a picture is drawn from: the camera, the light, and what stands where. The first body is the main one. */
public record Stage(Camera camera, Sun sun, Material ground, Backdrop backdrop, List<Body> bodies) {

    public SceneClass label() {
        return bodies.get(0).label();
    }
}
