/**
 * Images of dense predictions. Test scenes with true and predicted masks and depths come in; a PNG goes out, one row per
 * scene. The colours of classes and depths are chosen here.
 */
@NullMarked
package dev.pixio.eval.dense.image;

import org.jspecify.annotations.NullMarked;
