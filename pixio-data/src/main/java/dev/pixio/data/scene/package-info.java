/**
 * Pictures without a download: little worlds, drawn in software, so that a first run and every test have something to
 * learn from. A seed and a number come in. Out come a picture, what is where in it, how far away that is, and which of
 * ten shapes it is a picture of; always the same bits, on any machine.
 */
@NullMarked
package dev.pixio.data.scene;

import org.jspecify.annotations.NullMarked;
