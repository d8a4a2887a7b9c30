/**
 * Commands on weights and models: {@code convert}, {@code export}, {@code models}, {@code info}. A file of weights
 * comes in; another format or a table goes out. Every export is checked before its file gets its name.
 */
@NullMarked
package dev.pixio.cli.weights;

import org.jspecify.annotations.NullMarked;
