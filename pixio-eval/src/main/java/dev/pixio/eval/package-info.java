/**
 * Does it see? In come a model and pictures, out go what the model makes of them: reconstructions that a person can judge.
 * It may watch a training, but a training does not know of it.
 */
@NullMarked
package dev.pixio.eval;

import org.jspecify.annotations.NullMarked;
