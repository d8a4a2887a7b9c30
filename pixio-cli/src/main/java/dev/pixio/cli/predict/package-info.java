/**
 * The command {@code predict}. A model with a head and images come in; tables, masks and depth maps go out, with progress on the
 * console.
 */
@NullMarked
package dev.pixio.cli.predict;

import org.jspecify.annotations.NullMarked;
