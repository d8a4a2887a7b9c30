/**
 * Reads Python pickles without Python and without executing code. A pickle is a program for a stack machine; the only
 * functions that it can call are those of {@link dev.pixio.weights.pickle.AllowedNames}. Bytes come in and strings,
 * numbers, lists, tuples and dicts go out; sizes are checked before memory is allocated.
 *
 * <p>Written here because the input is untrusted: general readers of pickles construct objects by the names in a file
 * and allocate what it requests. Storages of torch are also resolved here without being read.
 */
@NullMarked
package dev.pixio.weights.pickle;

import org.jspecify.annotations.NullMarked;
