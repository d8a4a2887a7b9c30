/**
 * Features of many pictures in a file that other tools read. In come an encoder and a source of pictures, out goes a file
 * that is whole or not there; what was done survives the end of the process at any moment and is gone on from.
 */
@NullMarked
package dev.pixio.embed.file;

import org.jspecify.annotations.NullMarked;
