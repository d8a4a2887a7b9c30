/**
 * Exports the features of many images to a file: Parquet, npy, safetensors, CSV or JSON Lines. An encoder and an image
 * source come in; a file that is complete or absent goes out. An interrupted export resumes.
 */
@NullMarked
package dev.pixio.embed.file;

import org.jspecify.annotations.NullMarked;
