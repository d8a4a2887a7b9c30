/**
 * How weights come and go. In come files in the layouts of several libraries, out go named tensors and models; what is
 * missing, left over or of another shape is said by name. Headers and sizes are checked before memory is asked for.
 */
@NullMarked
package dev.pixio.weights;

import org.jspecify.annotations.NullMarked;
