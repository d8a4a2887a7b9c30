/**
 * The engine room: what the native bindings of libtorch lack or get wrong, and nothing else. In come tensors and
 * settings of the user's machine; out go results whose native memory has a known owner, and errors that say what was
 * wrong. Nothing here knows what a picture, a model or a run is.
 */
@NullMarked
package dev.pixio.torch;

import org.jspecify.annotations.NullMarked;
