/**
 * Commands on weights and models: {@code convert}, {@code export}, {@code models}, {@code info}. A weight file
 * comes in; another format or a table goes out. An ONNX file is checked before it is moved to its name.
 */
@NullMarked
package dev.pixio.cli.weights;

import org.jspecify.annotations.NullMarked;
