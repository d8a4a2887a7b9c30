/**
 * What an optimizer does with parameters, gradients and moments: one tensor each, or views of a few large ones. Parameters and their
 * gradients come in; updated parameters go out. This package knows neither the schedule nor how gradients are computed.
 */
@NullMarked
package dev.pixio.train.optim.update;

import org.jspecify.annotations.NullMarked;
