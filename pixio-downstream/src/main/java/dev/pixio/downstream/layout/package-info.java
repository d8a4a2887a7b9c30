/**
 * Where published data sets have their images and true values, and folders of users. The root of a data set comes in; training
 * and test samples and the task go out.
 */
@NullMarked
package dev.pixio.downstream.layout;

import org.jspecify.annotations.NullMarked;
