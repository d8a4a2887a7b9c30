/**
 * Models that compute for many requests at once. Uploaded images come in; features, classes, masks and depths go out, computed in
 * batches. Images are checked before they are decoded, and not more are decoded at once than there are cores.
 */
@NullMarked
package dev.pixio.serve.model;

import org.jspecify.annotations.NullMarked;
