/**
 * What an encoder computes from images, as maps to look at. Images come in; principal components of patch tokens, the attention of
 * class tokens, and the similarity to a patch go out, one value for each patch of an image.
 */
@NullMarked
package dev.pixio.embed.view;

import org.jspecify.annotations.NullMarked;
