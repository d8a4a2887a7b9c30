/**
 * Reading the images of archives forwards, as compressed archives and those on web servers allow it. The places of images and feeds of bytes
 * come in; an order of an epoch goes out in which each archive is read forwards, and the bytes of the images, by way of temporary files.
 */
@NullMarked
package dev.pixio.data.tar.stream;

import org.jspecify.annotations.NullMarked;
