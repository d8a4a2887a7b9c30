package dev.pixio.scene.layout;

import dev.pixio.scene.material.Colour;

/** What is behind everything. */
public sealed interface Background permits Sky, Wall {

    /** The colour into which distance fades. */
    Colour haze();

    /** How far away half of a colour is lost to the haze, in metres. */
    double clearness();
}
