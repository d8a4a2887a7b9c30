/**
 * Feature maps of a frozen encoder. Images come in; the tokens of chosen blocks go out, and from them the maps that heads
 * read. Tokens of images that do not change are computed once.
 */
@NullMarked
package dev.pixio.downstream.feature;

import org.jspecify.annotations.NullMarked;
