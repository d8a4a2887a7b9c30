/**
 * Reading images forwards, where they cannot be read in any order: compressed archives, those on web servers, compressed columns of tables.
 * Groups of images that follow each other come in. An order of an epoch goes out that reads each group forwards, and chunks of images in temporary
 * files, so that memory does not depend on their sizes.
 */
@NullMarked
package dev.pixio.data.forward;

import org.jspecify.annotations.NullMarked;
