/**
 * Reading the images of archives forwards, as compressed archives and those on web servers allow it. The places of images and feeds of bytes
 * come in. The bytes of the images go out, by way of temporary files.
 */
@NullMarked
package dev.pixio.data.tar.stream;

import org.jspecify.annotations.NullMarked;
