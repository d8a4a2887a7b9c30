/**
 * Reads Python's pickles without Python and without running anything: a pickle is a small program for a stack machine, and
 * this machine knows no functions but those that a {@link dev.pixio.weights.pickle.Vocabulary} gives it by name. In come
 * bytes, out go texts, numbers, lists, tuples, dicts and what the vocabulary makes. Sizes and counts are checked against
 * the bytes that are there and against fixed bounds before memory is asked for.
 */
@NullMarked
package dev.pixio.weights.pickle;

import org.jspecify.annotations.NullMarked;
