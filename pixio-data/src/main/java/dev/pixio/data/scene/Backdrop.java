package dev.pixio.data.scene;

/** What is behind everything. */
public sealed interface Backdrop permits Sky, Wall {

    /** The colour into which distance fades. */
    Colour haze();

    /** How far away half of a colour is lost to the haze, in metres. */
    double clearness();
}
