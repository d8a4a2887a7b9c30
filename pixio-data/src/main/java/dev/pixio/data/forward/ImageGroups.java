package dev.pixio.data.forward;

/** Groups of images that are read forwards, such as archives. Images are numbered within their group, and over all groups. */
public interface ImageGroups {

    /** Number of groups. */
    int groups();

    /** Number of images in all groups. */
    long size();

    /** Number of the first image of a group among those of all. */
    long start(int group);

    /** Number of images in a group. */
    int images(int group);
}
