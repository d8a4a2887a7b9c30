/**
 * Drawing of what an encoder computes from images. Maps with a value or a colour for each patch come in; images of PNG files go
 * out, one by one and in rows and columns.
 */
@NullMarked
package dev.pixio.eval.view;

import org.jspecify.annotations.NullMarked;
