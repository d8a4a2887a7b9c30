/**
 * A step on its way: how its device is used, what is queued of it, how long it takes. The device and queued values come in; what the
 * loop keeps until it knows that the step counts goes out. This package decides nothing about a step.
 */
@NullMarked
package dev.pixio.train.step;

import org.jspecify.annotations.NullMarked;
