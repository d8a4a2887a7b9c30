package dev.pixio.scene.layout;

import dev.pixio.scene.material.Colour;

/** The background of a scene. */
public sealed interface Background permits Sky, Wall {

    /** The colour of the haze, into which distant surfaces fade. */
    Colour haze();

    /** Distance at which half of a colour is replaced by the haze, in metres. */
    double clearness();
}
