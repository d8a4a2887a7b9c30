/**
 * Reads Python pickles without Python and without executing anything. A pickle is a program for a stack machine; this
 * machine knows no functions but those that a {@link dev.pixio.weights.pickle.Vocabulary} gives it by name. Bytes come
 * in and strings, numbers, lists, tuples and dicts go out, with sizes checked before memory is allocated.
 */
@NullMarked
package dev.pixio.weights.pickle;

import org.jspecify.annotations.NullMarked;
