/**
 * Heads for dense prediction: linear and DPT. Feature maps of an encoder's blocks come in; scores for each pixel go out. They do
 * not depend on the task: a class, or a depth, is what training makes of the scores.
 */
@NullMarked
package dev.pixio.downstream.head;

import org.jspecify.annotations.NullMarked;
