/**
 * From what a user writes to a source of images. The value of an option such as {@code --data} comes in: paths, patterns and
 * names, possibly several with weights. A source goes out. Each kind of value is a {@link dev.pixio.data.open.DataScheme}.
 */
@NullMarked
package dev.pixio.data.open;

import org.jspecify.annotations.NullMarked;
