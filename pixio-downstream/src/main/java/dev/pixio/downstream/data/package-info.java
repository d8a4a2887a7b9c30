/**
 * Images with a true value for each pixel, a class or a depth. Files or built-in scenes come in; pixels of the sizes that
 * training and evaluation need go out. What is wrong with a file is an error that names it.
 */
@NullMarked
package dev.pixio.downstream.data;

import org.jspecify.annotations.NullMarked;
